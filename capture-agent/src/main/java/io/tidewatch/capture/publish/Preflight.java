package io.tidewatch.capture.publish;

import io.tidewatch.schemas.OperatorError;
import io.tidewatch.schemas.RegistryUnavailableException;
import io.tidewatch.schemas.Topic;
import io.tidewatch.schemas.Topics;
import io.tidewatch.schemas.access.Permissions;
import io.tidewatch.schemas.access.TopicCheck;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SerializationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks, before anything is captured, whether what is captured could be published; says what to mend where not. */
final class Preflight {
    private static final Logger LOG = LoggerFactory.getLogger(Preflight.class);

    private final ClientSettings settings;
    private final Topics topics;
    private final Permissions permissions;
    private final Duration patience;

    Preflight(ClientSettings settings, Topics topics, Permissions permissions, Duration patience) {
        this.settings = settings;
        this.topics = topics;
        this.permissions = permissions;
        this.patience = patience;
    }

    private List<Topic<? extends SpecificRecord>> written() {
        return AgentPermissions.written(topics);
    }

    /** Looks for broker and topics; gives the largest value of each topic, in bytes. */
    Map<String, Integer> look() throws NoLinkException {
        try (TopicCheck broker = broker()) {
            requireSamePartitions(broker.require(written().stream().map(Topic::name).toList()));
            return RecordLimits.of(broker.admin(), written(), settings.live(), patience);
        } catch (OperatorError e) {
            throw e.getCause() instanceof RetriableException || e.getCause() instanceof TimeoutException
                || e.getCause() instanceof InterruptedException
                ? NoLinkException.unreachable(e) : NoLinkException.refused(e);
        }
    }

    private TopicCheck broker() throws NoLinkException {
        try {
            return TopicCheck.at(settings.bootstrapServers(), settings.common(), permissions, patience);
        } catch (OperatorError e) {
            throw notSetUp((KafkaException) e.getCause());
        }
    }

    private static NoLinkException refusal(String what, String why, String whatToDo, Throwable cause) {
        return NoLinkException.refused(OperatorError.failed(what, why, whatToDo, cause));
    }

    /** A client that can't be made: for its settings, or since no name of a broker can be resolved now. */
    NoLinkException notSetUp(KafkaException cause) {
        Throwable told = cause.getCause() == null ? cause : cause.getCause();
        if (!anyResolves()) {
            return NoLinkException.unreachable(OperatorError.failed("None of the Kafka brokers "
                + settings.bootstrapServers() + " can be found", "No name server knows their names, or none answers",
                "Check bootstrap.servers and the name service of this machine", cause));
        }
        return refusal("The Kafka client for " + settings.bootstrapServers() + " could not be set up",
            told.getMessage(), "Check bootstrap.servers and the settings under kafka.", cause);
    }

    private boolean anyResolves() {
        for (String server : settings.bootstrapServers().split(",")) {
            int port = server.lastIndexOf(':');
            try {
                InetAddress.getByName(server.substring(0, port < 0 ? server.length() : port).strip());
                return true;
            } catch (UnknownHostException e) {
                LOG.debug("{} has no address", server, e);
            }
        }
        return false;
    }

    /** Streams join by segment; a segment must have the same partition on both topics. */
    private void requireSamePartitions(Map<String, TopicDescription> found) throws NoLinkException {
        int gmp = found.get(topics.gmp().name()).partitions().size();
        int icmp = found.get(topics.icmp().name()).partitions().size();
        if (gmp != icmp) {
            throw refusal("Topics " + topics.gmp().name() + " and " + topics.icmp().name()
                + " have different numbers of partitions", "They have " + gmp + " and " + icmp
                + ", but a segment must have the same partition on both",
                "Give both the same number; tidewatch topics check shows them", null);
        }
    }

    /** What it means that the registry did not tell the id of a schema. */
    static NoLinkException withoutSchema(String subject, SerializationException cause) {
        return cause instanceof RegistryUnavailableException
            ? NoLinkException.unreachable(OperatorError.failed("The schema registry can't be reached",
                cause.getMessage(), "Check that it runs, that schema.registry.url names it and that the settings under "
                + "registry. let us in", cause))
            : refusal("The schema registry does not take part for " + subject, cause.getMessage(),
                "Check schema.registry.url and that the schemas are registered", cause);
    }
}

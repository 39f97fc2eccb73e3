package io.tidewatch.capture.publish;

import io.tidewatch.schemas.OperatorError;
import io.tidewatch.schemas.RegistryUnavailableException;
import io.tidewatch.schemas.Topic;
import io.tidewatch.schemas.Topics;
import io.tidewatch.schemas.access.Permissions;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
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
        Map<String, Object> admin = new HashMap<>(settings.common());
        admin.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) patience.toMillis());
        admin.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) patience.toMillis());
        try (Admin client = Admin.create(admin)) {
            Map<String, Integer> partitions = new HashMap<>();
            Map<String, KafkaFuture<TopicDescription>> described =
                client.describeTopics(written().stream().map(Topic::name).toList(),
                    new DescribeTopicsOptions().includeAuthorizedOperations(true)).topicNameValues();
            for (Map.Entry<String, KafkaFuture<TopicDescription>> topic : described.entrySet()) {
                partitions.put(topic.getKey(), partitions(topic.getKey(), topic.getValue()));
            }
            requireSamePartitions(partitions);
            return RecordLimits.of(client, written(), settings.live(), patience);
        } catch (KafkaException e) {
            throw notSetUp(e);
        }
    }

    private int partitions(String topic, KafkaFuture<TopicDescription> described) throws NoLinkException {
        try {
            TopicDescription found = described.get(patience.toMillis() + 1000, TimeUnit.MILLISECONDS);
            permissions.require(settings.bootstrapServers(), found);
            return found.partitions().size();
        } catch (OperatorError e) {
            throw NoLinkException.refused(e);
        } catch (ExecutionException e) {
            throw refused(topic, e.getCause());
        } catch (TimeoutException e) {
            throw unreachable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw NoLinkException.unreachable(OperatorError.failed("The agent was stopped while it looked for topic "
                + topic, "Interrupted", "Start it again", e));
        }
    }

    private NoLinkException refused(String topic, Throwable cause) {
        if (cause instanceof UnknownTopicOrPartitionException) {
            return refusal("Topic " + topic + " does not exist at " + settings.bootstrapServers(),
                "The agent never creates topics itself", "Create them all with: tidewatch topics create", null);
        }
        OperatorError refusal = permissions.refusal(settings.bootstrapServers(), topic, cause);
        if (refusal != null) {
            return NoLinkException.refused(refusal);
        }
        if (cause instanceof org.apache.kafka.common.errors.TimeoutException) {
            return unreachable(cause);
        }
        OperatorError told = OperatorError.failed("Topic " + topic + " could not be looked up at "
            + settings.bootstrapServers(), cause.toString(), "Check the broker's log", new KafkaException(cause));
        return cause instanceof RetriableException ? NoLinkException.unreachable(told) : NoLinkException.refused(told);
    }

    private static NoLinkException refusal(String what, String why, String whatToDo, Throwable cause) {
        return NoLinkException.refused(OperatorError.failed(what, why, whatToDo, cause));
    }

    private NoLinkException unreachable(Throwable cause) {
        return NoLinkException.unreachable(OperatorError.failed("Kafka at " + settings.bootstrapServers()
            + " does not answer", "No answer within " + patience.toSeconds() + " s ("
            + (cause.getMessage() == null ? cause : cause.getMessage()) + ")",
            "Check that the broker runs, that bootstrap.servers names it and that its advertised.listeners can be "
            + "reached from here", new KafkaException(cause)));
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
    private void requireSamePartitions(Map<String, Integer> partitions) throws NoLinkException {
        int gmp = partitions.get(topics.gmp().name());
        int icmp = partitions.get(topics.icmp().name());
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

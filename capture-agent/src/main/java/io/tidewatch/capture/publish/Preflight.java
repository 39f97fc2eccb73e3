package io.tidewatch.capture.publish;

import io.tidewatch.schemas.OperatorError;
import io.tidewatch.schemas.RegistryUnavailableException;
import io.tidewatch.schemas.Topic;
import io.tidewatch.schemas.Topics;
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
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Looks, before anything is captured, whether what is captured could be published; says what to mend where not. */
public final class Preflight {
    private final ClientSettings settings;
    private final Topics topics;
    private final ValueSerializer values;
    private final Duration patience;

    public Preflight(ClientSettings settings, Topics topics, ValueSerializer values, Duration patience) {
        this.settings = settings;
        this.topics = topics;
        this.values = values;
        this.patience = patience;
    }

    /** Throws {@link OperatorError} unless broker, topics and schemas are there; learns how large records may be. */
    public void check() {
        checkTopics();
        checkSchemas();
    }

    private List<Topic<? extends SpecificRecord>> written() {
        return List.of(topics.gmp(), topics.icmp(), topics.malformed(), topics.sensors());
    }

    private void checkTopics() {
        Map<String, Object> admin = new HashMap<>(settings.common());
        admin.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) patience.toMillis());
        admin.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) patience.toMillis());
        try (Admin client = Admin.create(admin)) {
            Map<String, Integer> partitions = new HashMap<>();
            Map<String, KafkaFuture<TopicDescription>> described =
                client.describeTopics(written().stream().map(Topic::name).toList()).topicNameValues();
            for (Map.Entry<String, KafkaFuture<TopicDescription>> topic : described.entrySet()) {
                partitions.put(topic.getKey(), partitions(topic.getKey(), topic.getValue()));
            }
            requireSamePartitions(partitions);
            values.limit(RecordLimits.of(client, written(), settings.live(), patience));
        } catch (KafkaException e) {
            throw misconfigured(e);
        }
    }

    private int partitions(String topic, KafkaFuture<TopicDescription> described) {
        try {
            return described.get(patience.toMillis() + 1000, TimeUnit.MILLISECONDS).partitions().size();
        } catch (ExecutionException e) {
            throw refused(topic, e.getCause());
        } catch (TimeoutException e) {
            throw unreachable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw OperatorError.failed("The agent was stopped while it looked for topic " + topic, "Interrupted",
                "Start it again", e);
        }
    }

    private OperatorError refused(String topic, Throwable cause) {
        if (cause instanceof UnknownTopicOrPartitionException) {
            return OperatorError.failed("Topic " + topic + " does not exist at " + settings.bootstrapServers(),
                "The agent never creates topics itself", "Create them all with: tidewatch topics create", null);
        }
        if (cause instanceof AuthenticationException || cause instanceof AuthorizationException) {
            return OperatorError.failed("Kafka at " + settings.bootstrapServers() + " refuses the agent",
                cause.toString(), "Check kafka.security.protocol, kafka.sasl.* and the permission to describe and "
                + "write " + topic, null);
        }
        if (cause instanceof org.apache.kafka.common.errors.TimeoutException) {
            return unreachable(cause);
        }
        return OperatorError.failed("Topic " + topic + " could not be looked up at " + settings.bootstrapServers(),
            cause.toString(), "Check the broker's log", new KafkaException(cause));
    }

    private OperatorError unreachable(Throwable cause) {
        return OperatorError.failed("Kafka at " + settings.bootstrapServers() + " does not answer",
            "No answer within " + patience.toSeconds() + " s (" + cause.getMessage() + ")",
            "Check that the broker runs, that bootstrap.servers names it and that its advertised.listeners can be "
            + "reached from here", new KafkaException(cause));
    }

    private OperatorError misconfigured(KafkaException cause) {
        Throwable told = cause.getCause() == null ? cause : cause.getCause();
        return OperatorError.failed("The Kafka client for " + settings.bootstrapServers() + " could not be set up",
            told.getMessage(), "Check bootstrap.servers and the settings under kafka.", cause);
    }

    /** Streams join by segment; a segment must have the same partition on both topics. */
    private void requireSamePartitions(Map<String, Integer> partitions) {
        int gmp = partitions.get(topics.gmp().name());
        int icmp = partitions.get(topics.icmp().name());
        if (gmp != icmp) {
            throw OperatorError.failed("Topics " + topics.gmp().name() + " and " + topics.icmp().name()
                + " have different numbers of partitions", "They have " + gmp + " and " + icmp
                + ", but a segment must have the same partition on both",
                "Give both the same number; tidewatch topics check shows them", null);
        }
    }

    private void checkSchemas() {
        for (Topic<? extends SpecificRecord> topic : written()) {
            try {
                values.serialize(topic.name(), BlankRecord.of(topic.schema()));
            } catch (RegistryUnavailableException e) {
                throw OperatorError.failed("The schema registry can't be reached", e.getMessage(),
                    "Check that it runs and that schema.registry.url names it", e);
            } catch (SerializationException e) {
                throw OperatorError.failed("The schema registry does not take part for " + topic.subject(),
                    e.getMessage(), "Check schema.registry.url and that the schemas are registered", e);
            }
        }
    }
}

package io.tidewatch.schemas.access;

import io.tidewatch.schemas.OperatorError;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Asks a broker, before anything begins, about topics and what may be done with them; says what to mend where not. */
public final class TopicCheck implements AutoCloseable {
    private final String servers;
    private final Permissions permissions;
    private final Duration patience;
    private final Admin admin;

    private TopicCheck(String servers, Permissions permissions, Duration patience, Admin admin) {
        this.servers = servers;
        this.permissions = permissions;
        this.patience = patience;
        this.admin = admin;
    }

    /**
     * Nothing is asked yet.
     *
     * @param client settings of a Kafka client, which name those servers
     * @param permissions what is needed
     * @param patience how long an answer may take
     * @throws OperatorError when no client can be made of the settings; its cause is what Kafka says of it
     */
    public static TopicCheck at(String servers, Map<String, Object> client, Permissions permissions,
                                Duration patience) {
        Map<String, Object> settings = new HashMap<>(client);
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) patience.toMillis());
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) patience.toMillis());
        try {
            return new TopicCheck(servers, permissions, patience, Admin.create(settings));
        } catch (KafkaException e) {
            throw OperatorError.failed("The Kafka client for " + servers + " could not be set up",
                (e.getCause() == null ? e : e.getCause()).getMessage(),
                "Check bootstrap.servers and the settings under kafka.", e);
        }
    }

    /** For other questions. */
    public Admin admin() {
        return admin;
    }

    /** Those topics, each of which must be there and allow what is needed. */
    public Map<String, TopicDescription> require(Collection<String> topics) {
        return look(topics, missing -> false);
    }

    /** The same, but those that are not there are left out. */
    public Map<String, TopicDescription> requireOfThoseThatExist(Collection<String> topics) {
        return look(topics, UnknownTopicOrPartitionException.class::isInstance);
    }

    private Map<String, TopicDescription> look(Collection<String> topics, Predicate<Throwable> harmless) {
        Map<String, KafkaFuture<TopicDescription>> described = admin.describeTopics(topics,
            new DescribeTopicsOptions().includeAuthorizedOperations(true)).topicNameValues();
        Map<String, TopicDescription> found = new LinkedHashMap<>();
        for (String name : topics) {
            TopicDescription topic = answer(name, described.get(name), harmless);
            if (topic != null) {
                permissions.require(servers, topic);
                found.put(name, topic);
            }
        }
        return found;
    }

    /**
     * The answer to a question about a topic; null for a failure that is none here.
     *
     * @throws OperatorError for any other failure; its cause is the failure, but for a topic that is not there
     */
    public <T> T answer(String topic, KafkaFuture<T> answer, Predicate<Throwable> harmless) {
        try {
            return answer.get(patience.toMillis() + 1000, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (harmless.test(e.getCause())) {
                return null;
            }
            throw refused(topic, e.getCause());
        } catch (TimeoutException e) {
            throw unreachable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw OperatorError.failed("It was stopped while it looked for topic " + topic, "Interrupted",
                "Start it again", e);
        }
    }

    private OperatorError refused(String topic, Throwable cause) {
        if (cause instanceof UnknownTopicOrPartitionException) {
            return OperatorError.failed("Topic " + topic + " does not exist at " + servers,
                "The topics of the contract are never created on the way",
                "Create them all with: tidewatch topics create", null);
        }
        OperatorError refusal = permissions.refusal(servers, topic, cause);
        if (refusal != null) {
            return refusal;
        }
        if (cause instanceof org.apache.kafka.common.errors.TimeoutException) {
            return unreachable(cause);
        }
        return OperatorError.failed("Topic " + topic + " could not be looked up at " + servers, cause.toString(),
            "Check the broker's log", cause);
    }

    private OperatorError unreachable(Throwable cause) {
        return OperatorError.failed("Kafka at " + servers + " does not answer", "No answer within "
            + patience.toSeconds() + " s (" + (cause.getMessage() == null ? cause : cause.getMessage()) + ")",
            "Check that the broker runs, that bootstrap.servers names it and that its advertised.listeners can be "
            + "reached from here", cause);
    }

    @Override
    public void close() {
        admin.close();
    }
}

package io.tidewatch.processors;

import io.tidewatch.schemas.OperatorError;
import io.tidewatch.schemas.RegistryAccess;
import io.tidewatch.schemas.Topic;
import io.tidewatch.schemas.Topics;
import io.tidewatch.schemas.access.Permissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.resource.ResourceType;

/** Looks, before anything is processed, whether it could be; says what to mend where not. */
final class Preflight {
    private final String servers;
    private final Map<String, Object> client;
    private final Topics topics;
    private final RegistryAccess registry;
    private final Permissions permissions;
    private final Duration patience;

    Preflight(ProcessorsConfig config, Topics topics, RegistryAccess registry) {
        this.servers = config.bootstrapServers();
        this.client = config.clientSettings();
        this.topics = topics;
        this.registry = registry;
        this.permissions = config.permissions();
        this.patience = config.startTimeout();
    }

    /**
     * Looks for the broker, the topics and what is allowed on them, the registry and the registered schemas.
     *
     * @return how many partitions the topics that are kept by segment have
     * @throws OperatorError when something is missing
     */
    int check() {
        int partitions = checkTopics();
        checkSchemas();
        return partitions;
    }

    /** Those that the processors read or write. */
    private List<Topic<?>> used() {
        List<Topic<?>> used = new ArrayList<>(topics.all());
        used.removeIf(topic -> permissions.on(ResourceType.TOPIC, topic.name()).isEmpty());
        return used;
    }

    private int checkTopics() {
        return ask(admin -> {
            Map<String, KafkaFuture<TopicDescription>> described =
                describe(admin, used().stream().map(Topic::name).toList());
            Map<Integer, List<String>> bySegment = new TreeMap<>();
            for (Topic<?> topic : used()) {
                TopicDescription found = result(topic.name(), described.get(topic.name()), cause -> false);
                permissions.require(servers, found);
                int partitions = found.partitions().size();
                if (topic.keying() == Topic.Keying.SEGMENT) {
                    bySegment.computeIfAbsent(partitions, any -> new ArrayList<>()).add(topic.name());
                }
            }
            requireSamePartitions(bySegment);
            return bySegment.keySet().iterator().next();
        });
    }

    /**
     * Looks whether topics that the applications keep for themselves are allowed, and could be made where they are not
     * there: Kafka Streams would wait for them without a word.
     *
     * @throws OperatorError when something is missing
     */
    void checkInternal(Collection<String> internal, int partitions) {
        ask(admin -> {
            List<NewTopic> missing = new ArrayList<>();
            describe(admin, internal).forEach((topic, described) -> {
                TopicDescription found = result(topic, described, UnknownTopicOrPartitionException.class::isInstance);
                if (found == null) {
                    missing.add(new NewTopic(topic, Optional.of(partitions), Optional.empty()));
                } else {
                    permissions.require(servers, found);
                }
            });
            admin.createTopics(missing, new CreateTopicsOptions().validateOnly(true)).values().forEach(
                (topic, made) -> result(topic, made, cause -> permissions.refusal(servers, cause) == null));
            return missing;
        });
    }

    private <T> T ask(Function<Admin, T> question) {
        Map<String, Object> settings = new HashMap<>(client);
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) patience.toMillis());
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) patience.toMillis());
        try (Admin admin = Admin.create(settings)) {
            return question.apply(admin);
        } catch (KafkaException e) {
            throw OperatorError.failed("The Kafka client for " + servers + " could not be set up",
                (e.getCause() == null ? e : e.getCause()).getMessage(),
                "Check bootstrap.servers and the settings under kafka.", e);
        }
    }

    private static Map<String, KafkaFuture<TopicDescription>> describe(Admin admin, Collection<String> names) {
        return admin.describeTopics(names, new DescribeTopicsOptions().includeAuthorizedOperations(true))
            .topicNameValues();
    }

    /** Null for a failure that is none here. */
    private <T> T result(String topic, KafkaFuture<T> answer, Predicate<Throwable> harmless) {
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
            throw OperatorError.failed("The processors were stopped while they looked for topic " + topic,
                "Interrupted", "Start them again", e);
        }
    }

    private OperatorError refused(String topic, Throwable cause) {
        if (cause instanceof UnknownTopicOrPartitionException) {
            return OperatorError.failed("Topic " + topic + " does not exist at " + servers,
                "The processors never create the topics of the contract themselves",
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
            + patience.toSeconds() + " s (" + cause.getMessage() + ")", "Check that the broker runs, that "
            + "bootstrap.servers names it and that its advertised.listeners can be reached from here", cause);
    }

    private static void requireSamePartitions(Map<Integer, List<String>> bySegment) {
        if (bySegment.size() > 1) {
            throw OperatorError.failed("The topics that are kept by segment have different numbers of partitions",
                "They have " + bySegment + ", but a segment must have the same partition on each",
                "Give them all the same number; tidewatch topics check shows them", null);
        }
    }

    private void checkSchemas() {
        Collection<String> subjects = subjects();
        List<String> missing = used().stream().filter(Topic::avro).map(Topic::subject)
            .filter(subject -> !subjects.contains(subject)).toList();
        if (!missing.isEmpty()) {
            throw OperatorError.failed("The schema registry lacks schemas", "There is no subject "
                + String.join(", ", missing), "Register them with: tidewatch schemas register", null);
        }
    }

    private Collection<String> subjects() {
        long giveUpAt = System.nanoTime() + patience.toNanos();
        while (true) {
            try {
                return registry.client().getAllSubjects();
            } catch (Exception e) {
                // IOException when nobody answers, the client's own checked exception when the answer is an error.
                if (System.nanoTime() - giveUpAt >= 0) {
                    throw OperatorError.failed("The schema registry can't be asked", e.toString(),
                        "Check that it runs and that schema.registry.url and the settings under registry. name it", e);
                }
                pause();
            }
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(250);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw OperatorError.failed("The processors were stopped while they asked the schema registry",
                "Interrupted", "Start them again", e);
        }
    }
}

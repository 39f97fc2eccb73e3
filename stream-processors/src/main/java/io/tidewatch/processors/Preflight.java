package io.tidewatch.processors;

import io.tidewatch.schemas.OperatorError;
import io.tidewatch.schemas.RegistryAccess;
import io.tidewatch.schemas.Topic;
import io.tidewatch.schemas.Topics;
import io.tidewatch.schemas.access.Permissions;
import io.tidewatch.schemas.access.TopicCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
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

    private TopicCheck broker() {
        return TopicCheck.at(servers, client, permissions, patience);
    }

    private int checkTopics() {
        try (TopicCheck broker = broker()) {
            Map<String, TopicDescription> found = broker.require(used().stream().map(Topic::name).toList());
            Map<Integer, List<String>> bySegment = new TreeMap<>();
            for (Topic<?> topic : used()) {
                if (topic.keying() == Topic.Keying.SEGMENT) {
                    bySegment.computeIfAbsent(found.get(topic.name()).partitions().size(), any -> new ArrayList<>())
                        .add(topic.name());
                }
            }
            requireSamePartitions(bySegment);
            return bySegment.keySet().iterator().next();
        }
    }

    /**
     * Looks whether topics that the applications keep for themselves are allowed, and could be made where they are not
     * there: Kafka Streams would wait for them without a word.
     *
     * @throws OperatorError when something is missing
     */
    void checkInternal(Collection<String> internal, int partitions) {
        try (TopicCheck broker = broker()) {
            Map<String, TopicDescription> found = broker.requireOfThoseThatExist(internal);
            List<NewTopic> missing = internal.stream().filter(topic -> !found.containsKey(topic))
                .map(topic -> new NewTopic(topic, Optional.of(partitions), Optional.empty())).toList();
            broker.admin().createTopics(missing, new CreateTopicsOptions().validateOnly(true)).values().forEach(
                (topic, made) -> broker.answer(topic, made, cause -> permissions.refusal(servers, cause) == null));
        }
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

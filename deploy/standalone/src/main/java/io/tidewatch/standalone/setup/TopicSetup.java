package io.tidewatch.standalone.setup;

import io.tidewatch.schemas.OperatorError;
import io.tidewatch.schemas.Topic;
import io.tidewatch.schemas.Topics;
import io.tidewatch.schemas.access.Permission;
import io.tidewatch.schemas.access.Permissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.resource.ResourceType;

/**
 * The topics of the catalogue on a cluster: made where they are missing, compared where they exist. What exists is
 * never changed, since someone may have chosen it.
 */
public final class TopicSetup {
    private final Admin admin;
    private final Topics topics;
    private final Permissions permissions;

    public TopicSetup(Admin admin, Topics topics) {
        this.admin = admin;
        this.topics = topics;
        this.permissions = permissions(topics);
    }

    /** What Kafka must allow whoever makes and checks the topics. */
    public static Permissions permissions(Topics topics) {
        return new Permissions("this client", "the security settings in the file of --command-config",
            Stream.of(AclOperation.CREATE, AclOperation.DESCRIBE, AclOperation.DESCRIBE_CONFIGS)
                .map(operation -> Permission.onAll(operation, ResourceType.TOPIC, topics.prefix())).toList());
    }

    /**
     * Makes the topics that are missing.
     *
     * @param partitions of every topic: those that are kept by segment must have the same number
     * @return the names of those made
     * @throws OperatorError when the cluster refuses or can't be asked
     */
    public List<String> create(int partitions, short replicationFactor) {
        Map<String, TopicDescription> existing = describe();
        List<NewTopic> missing = topics.all().stream().filter(topic -> !existing.containsKey(topic.name()))
            .map(topic -> new NewTopic(topic.name(), partitions, replicationFactor).configs(topic.settings())).toList();
        List<String> made = new ArrayList<>();
        admin.createTopics(missing).values().forEach((name, result) -> {
            if (!existsAlready(name, result)) {
                made.add(name);
            }
        });
        made.sort(null);
        return made;
    }

    private boolean existsAlready(String name, KafkaFuture<Void> result) {
        try {
            result.get();
            return false;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TopicExistsException) {
                return true;
            }
            requireAllowed(e);
            throw OperatorError.failed("Topic " + name + " could not be created", e.getCause().getMessage(),
                "Check the number of brokers against --replication-factor, and that this client may create topics", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /**
     * Every difference between the cluster and the catalogue, each as one sentence; empty when there is none.
     *
     * @param partitions how many each topic should have; null when any number will do
     */
    public List<String> differences(Integer partitions) {
        Map<String, TopicDescription> existing = describe();
        Map<String, Config> settings = settings(existing.keySet());
        List<String> differences = new ArrayList<>();
        Map<Integer, List<String>> bySegment = new TreeMap<>();
        for (Topic<?> topic : topics.all()) {
            TopicDescription found = existing.get(topic.name());
            if (found == null) {
                differences.add(topic.name() + " does not exist");
                continue;
            }
            int count = found.partitions().size();
            if (partitions != null && count != partitions) {
                differences.add(topic.name() + " has " + count + " partitions instead of " + partitions);
            }
            if (topic.keying() == Topic.Keying.SEGMENT) {
                bySegment.computeIfAbsent(count, any -> new ArrayList<>()).add(topic.name());
            }
            compare(topic, settings.get(topic.name()), differences);
        }
        if (bySegment.size() > 1) {
            differences.add("the topics kept by segment must have the same number of partitions, but " + bySegment);
        }
        return differences;
    }

    private static void compare(Topic<?> topic, Config found, List<String> differences) {
        topic.settings().forEach((key, wanted) -> {
            ConfigEntry entry = found.get(key);
            String value = entry == null ? "not known to the broker" : entry.value();
            if (!wanted.equals(value)) {
                differences.add(topic.name() + " has " + key + " " + value + " instead of " + wanted);
            }
        });
    }

    private Map<String, TopicDescription> describe() {
        Map<String, TopicDescription> found = new HashMap<>();
        // A list of topics would leave out those that may not be described, as if they were not there.
        admin.describeTopics(topics.all().stream().map(Topic::name).toList()).topicNameValues()
            .forEach((name, described) -> {
                TopicDescription topic = ask("its topics", described, UnknownTopicOrPartitionException.class);
                if (topic != null) {
                    found.put(name, topic);
                }
            });
        return found;
    }

    private Map<String, Config> settings(Iterable<String> names) {
        List<ConfigResource> resources = new ArrayList<>();
        names.forEach(name -> resources.add(new ConfigResource(ConfigResource.Type.TOPIC, name)));
        Map<String, Config> settings = new LinkedHashMap<>();
        ask("the settings of its topics", admin.describeConfigs(resources).all())
            .forEach((resource, config) -> settings.put(resource.name(), config));
        return settings;
    }

    private <T> T ask(String what, KafkaFuture<T> answer) {
        return ask(what, answer, null);
    }

    /** Null for a failure that says that there is none. */
    private <T> T ask(String what, KafkaFuture<T> answer, Class<? extends Exception> none) {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            if (none != null && none.isInstance(e.getCause())) {
                return null;
            }
            requireAllowed(e);
            throw OperatorError.failed("The broker did not tell " + what, e.getCause().toString(),
                "Check that it is up and that --bootstrap-server names it", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Whatever topic it is about: what is needed is needed on all that begin with the prefix. */
    private void requireAllowed(ExecutionException failure) {
        OperatorError refusal = permissions.refusal("the bootstrap server", topics.prefix(), failure);
        if (refusal != null) {
            throw refusal;
        }
    }
}

package io.tidewatch.standalone.local;

import io.tidewatch.schemas.OperatorError;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.internals.Topic;

/**
 * Kafka's own topic of groups and their offsets, kept so small that it is loaded in a moment.
 *
 * <p>A broker that is started again after a kill leads its partitions, loses them while the one that it was is declared
 * dead, and leads them again, within half a second. Kafka 4.3.1 does not look which of the two loads is done
 * (CoordinatorRuntime: "Finished loading ... with epoch 16" where the context is that of epoch 18): one that takes
 * longer makes the coordinator active with nothing in it. What is loaded then has no timers: a member that died with
 * the broker keeps its tasks for ever, and who comes in its place waits for it.
 *
 * <p>Each commit writes an offset of each partition and a marker. By itself Kafka compacts only segments of 100 MB,
 * which is an hour of commits or more, and keeps markers for a day.
 */
final class OffsetsTopic {
    /**
     * Segments as small as there are; markers of what was compacted go a minute later, since only who loads the topic
     * reads it, from its beginning. The others are what Kafka itself gives it.
     */
    private static final Map<String, String> SETTINGS = Map.of(
        TopicConfig.SEGMENT_BYTES_CONFIG, "1048576", TopicConfig.DELETE_RETENTION_MS_CONFIG, "60000",
        TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT,
        TopicConfig.COMPRESSION_TYPE_CONFIG, "producer");

    private OffsetsTopic() {
    }

    /**
     * Makes it, or changes one that is there. What has grown is compacted some seconds later.
     *
     * @throws OperatorError when the broker refuses
     */
    static void keepSmall(Admin admin) {
        try {
            makeOrChange(admin);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw refused(e);
        } catch (ExecutionException | TimeoutException e) {
            throw refused(e);
        }
    }

    private static OperatorError refused(Exception cause) {
        return OperatorError.failed("The embedded Kafka broker did not take the settings of "
            + Topic.GROUP_METADATA_TOPIC_NAME, cause.toString(), "The log file of the broker says more; start again",
            cause);
    }

    private static void makeOrChange(Admin admin) throws InterruptedException, ExecutionException, TimeoutException {
        try {
            HangingTransactions.get(admin.createTopics(List.of(new NewTopic(Topic.GROUP_METADATA_TOPIC_NAME,
                EmbeddedBroker.OFFSETS_PARTITIONS, (short) 1).configs(SETTINGS))).all());
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
            List<AlterConfigOp> changes = SETTINGS.entrySet().stream().map(setting -> new AlterConfigOp(
                new ConfigEntry(setting.getKey(), setting.getValue()), AlterConfigOp.OpType.SET)).toList();
            HangingTransactions.get(admin.incrementalAlterConfigs(Map.of(new ConfigResource(
                ConfigResource.Type.TOPIC, Topic.GROUP_METADATA_TOPIC_NAME), changes)).all());
        }
    }
}

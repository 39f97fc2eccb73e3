package io.tidewatch.capture.publish;

import io.tidewatch.schemas.SegmentPartitioner;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * Settings of the Kafka clients. What a person sets ({@code kafka.*}) overrides speed and security settings, not the
 * ones that the agent's promises rest on.
 *
 * @param bootstrapServers brokers
 * @param topicPrefix what topic names start with
 * @param overrides Kafka client settings by their Kafka names
 */
public record ClientSettings(String bootstrapServers, String topicPrefix, Map<String, Object> overrides) {
    /** How long a transaction may stay open: a killed agent blocks readers of committed records no longer than this. */
    static final int TRANSACTION_TIMEOUT_MS = 15_000;
    private static final int DELIVERY_TIMEOUT_MS = 120_000;
    private static final int REQUEST_TIMEOUT_MS = 10_000;
    private static final int LIVE_MAX_BLOCK_MS = 500;
    /** A topic that is not used for a while need not be asked for again when the broker may be away. */
    private static final long METADATA_MAX_IDLE_MS = 7L * 24 * 3600 * 1000;
    private static final int REPLAY_MAX_BLOCK_MS = 10_000;
    private static final int LIVE_LINGER_MS = 15;
    /** Nobody sees a record before its transaction is committed, and a commit waits for none. */
    private static final int REPLAY_LINGER_MS = 100;

    public ClientSettings {
        overrides = Map.copyOf(overrides);
    }

    /** Any client: where, as whom. */
    Map<String, Object> common() {
        Map<String, Object> settings = new HashMap<>(overrides);
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        return settings;
    }

    /**
     * Live capture: no record twice, none out of order, none waited for. One request at a time, so that when a batch
     * has failed none behind it is on its way: readers take what comes behind a later record of its boot for known.
     */
    Map<String, Object> live() {
        Map<String, Object> settings = producer(LIVE_LINGER_MS);
        settings.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, LIVE_MAX_BLOCK_MS);
        settings.put(ProducerConfig.METADATA_MAX_IDLE_CONFIG, METADATA_MAX_IDLE_MS);
        settings.putIfAbsent(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_TIMEOUT_MS);
        return settings;
    }

    /** Replay: the same, in transactions. */
    public Map<String, Object> replay(String transactionalId) {
        Map<String, Object> settings = producer(REPLAY_LINGER_MS);
        settings.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, REPLAY_MAX_BLOCK_MS);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, TRANSACTION_TIMEOUT_MS);
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
        settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_TIMEOUT_MS);
        return settings;
    }

    private Map<String, Object> producer(int lingerMs) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ProducerConfig.LINGER_MS_CONFIG, lingerMs);
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 256 << 10);
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 64L << 20);
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MS);
        settings.putAll(common());
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.PARTITIONER_CLASS_CONFIG, SegmentPartitioner.class);
        settings.put(SegmentPartitioner.PREFIX_CONFIG, topicPrefix);
        return settings;
    }

    /** A look at what is committed, without a group. */
    Map<String, Object> lookUp() {
        Map<String, Object> settings = common();
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        return settings;
    }
}

package io.tidewatch.processors;

import io.tidewatch.processors.topology.DeadLetter;
import io.tidewatch.processors.topology.MembershipStores;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/**
 * The Kafka Streams configuration of one application. What a person sets ({@code kafka.*}) overrides speed and
 * security settings, not the ones that the promises rest on: every result exactly once, every internal topic named.
 */
final class StreamsSettings {
    /**
     * Nothing that is sent is seen before the commit, which does not wait for a batch to be full or old. So batches may
     * wait as long as commits are apart; small ones cost more than what is in them.
     */
    private static final int BATCH_BYTES = 64 << 10;
    /**
     * What one answer of a broker brings of events is one array on the heap. From half a region on, which is 512 KiB in
     * a small heap, G1 gives an array regions of its own, and may begin to mark the whole heap for each one. State is
     * restored in large answers all the same.
     */
    private static final int FETCH_BYTES = 500_000;

    private StreamsSettings() {
    }

    static Map<String, Object> of(ProcessorsConfig config, String application, BoundedMemory.Pool memory,
                                  Consumer<DeadLetter.Stage> onDeadLetter) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), config.commitIntervalMs());
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), BATCH_BYTES);
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
        settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.FETCH_MAX_BYTES_CONFIG), FETCH_BYTES);
        settings.put(StreamsConfig.restoreConsumerPrefix(ConsumerConfig.FETCH_MAX_BYTES_CONFIG),
            ConsumerConfig.DEFAULT_FETCH_MAX_BYTES);
        settings.putAll(config.clientSettings());
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, config.applicationId(application));
        settings.put(StreamsConfig.STATE_DIR_CONFIG, config.stateDirectory().toString());
        settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, config.threads());
        settings.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, config.standbyReplicas());
        settings.put(StreamsConfig.GROUP_PROTOCOL_CONFIG, config.groupProtocol());
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, config.commitIntervalMs());
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG),
            config.transactionTimeoutMs());
        settings.put(StreamsConfig.TOPOLOGY_OPTIMIZATION_CONFIG, StreamsConfig.NO_OPTIMIZATION);
        settings.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        // A record cache would hide what is not flushed yet from range queries, and costs more than it saves.
        settings.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0L);
        settings.putAll(BoundedMemory.settings(memory, Set.of(MembershipStores.MEMBERS)));
        settings.put(StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG, config.topics().deadLetters().name());
        settings.put(StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG, DeadLetters.class);
        settings.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, DeadLetters.class);
        settings.put(DeadLetter.LISTENER, onDeadLetter);
        return settings;
    }
}

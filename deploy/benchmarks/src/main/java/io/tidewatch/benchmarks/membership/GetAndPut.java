package io.tidewatch.benchmarks.membership;

import io.tidewatch.benchmarks.Cluster;
import io.tidewatch.benchmarks.applications.BareApplication;
import io.tidewatch.benchmarks.applications.Side;
import io.tidewatch.processors.BoundedMemory;
import io.tidewatch.processors.topology.MembershipStores;
import io.tidewatch.schemas.AvroSerde;
import io.tidewatch.schemas.GmpEvent;
import io.tidewatch.schemas.GroupRecord;
import io.tidewatch.schemas.Topics;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/**
 * The least that any Kafka Streams application does which keeps something of each membership: it reads the same events,
 * and for each group record gets what RocksDB has of segment, group and host, and puts a count back. Exactly once, with
 * changelog; commits, threads, batches of the producer, memory of RocksDB and policy of the changelog as ours.
 */
final class GetAndPut implements Side {
    private static final String STORE = "counts";
    private static final int BATCH_BYTES = 64 << 10;

    private final Cluster cluster;
    private final Path state;
    private final long stateBytes;

    GetAndPut(Cluster cluster, Path state, long stateBytes) {
        this.cluster = cluster;
        this.state = state;
        this.stateBytes = stateBytes;
    }

    @Override
    public String id() {
        return "bench-get-and-put";
    }

    @Override
    public Running start() {
        StreamsBuilder builder = new StreamsBuilder();
        builder.addStateStore(Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(STORE), Serdes.String(),
            Serdes.Long()).withCachingDisabled().withLoggingEnabled(MembershipStores.CHANGELOG));
        builder.stream(cluster.topics().gmp().name(), Consumed.with(Serdes.String(),
                new AvroSerde<>(cluster.topics().gmp(), cluster.registry())))
            .process(Counting::new, Named.as("count"), STORE);
        Map<String, Object> settings = new HashMap<>();
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), BareApplication.COMMIT_MS);
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), BATCH_BYTES);
        settings.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0L);
        settings.putAll(BoundedMemory.settings(stateBytes, Set.of(STORE)));
        return BareApplication.start(cluster, id(), state, builder.build(), settings);
    }

    /** Counts each membership. */
    private static final class Counting implements Processor<String, GmpEvent, Void, Void> {
        private KeyValueStore<String, Long> counts;

        @Override
        public void init(ProcessorContext<Void, Void> context) {
            counts = context.getStateStore(STORE);
        }

        @Override
        public void process(Record<String, GmpEvent> record) {
            for (GroupRecord group : record.value().getRecords()) {
                String key = Topics.key(record.key(), group.getGroup(), record.value().getSource());
                Long known = counts.get(key);
                counts.put(key, known == null ? 1L : known + 1);
            }
        }
    }
}

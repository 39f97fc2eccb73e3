package io.tidewatch.benchmarks.storms;

import io.tidewatch.benchmarks.Cluster;
import io.tidewatch.benchmarks.applications.Side;
import io.tidewatch.schemas.AvroSerde;
import io.tidewatch.schemas.IcmpEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Named;

/**
 * The least that any Kafka Streams application does with errors: it reads and decodes the same events and adds up what
 * they stand for. Exactly once, with commits and threads as ours; nothing is kept and nothing written.
 */
final class StatelessPass implements Side {
    private static final int COMMIT_MS = 100;
    private static final Duration CLOSING = Duration.ofSeconds(60);

    private final Cluster cluster;
    private final Path state;
    private final LongAdder errors = new LongAdder();

    StatelessPass(Cluster cluster, Path state) {
        this.cluster = cluster;
        this.state = state;
    }

    @Override
    public String id() {
        return "bench-stateless";
    }

    @Override
    public Running start() {
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream(cluster.topics().icmp().name(), Consumed.with(Serdes.String(),
                new AvroSerde<>(cluster.topics().icmp(), cluster.registry())).withName("events"))
            .filter((key, event) -> event.getIsError(), Named.as("errors"))
            .foreach((String key, IcmpEvent event) -> errors.add(event.getCount()), Named.as("count"));
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, id());
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, cluster.bootstrapServers());
        settings.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
        settings.put(StreamsConfig.GROUP_PROTOCOL_CONFIG, "streams");
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, COMMIT_MS);
        KafkaStreams streams = new KafkaStreams(builder.build(), settings);
        streams.start();
        return () -> streams.close(CLOSING);
    }

    /** Errors that it has seen. */
    long errors() {
        return errors.sum();
    }
}

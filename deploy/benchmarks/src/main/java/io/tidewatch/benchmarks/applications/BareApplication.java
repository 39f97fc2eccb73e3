package io.tidewatch.benchmarks.applications;

import io.tidewatch.benchmarks.Cluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;

/** What an application of ours is held against: Kafka Streams, exactly once, that commits and fetches as ours. */
public final class BareApplication {
    /** How often it commits, milliseconds. */
    public static final int COMMIT_MS = 100;
    private static final int FETCH_BYTES = 500_000;
    private static final Duration CLOSING = Duration.ofSeconds(60);

    private BareApplication() {
    }

    /** Starts it; {@code more} are settings beyond those. */
    public static Side.Running start(Cluster cluster, String id, Path state, Topology topology, Map<?, ?> more) {
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, id);
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, cluster.bootstrapServers());
        settings.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
        settings.put(StreamsConfig.GROUP_PROTOCOL_CONFIG, "streams");
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, COMMIT_MS);
        settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.FETCH_MAX_BYTES_CONFIG), FETCH_BYTES);
        settings.putAll(more);
        KafkaStreams streams = new KafkaStreams(topology, settings);
        streams.start();
        return () -> streams.close(CLOSING);
    }
}

package io.tidewatch.benchmarks.storms;

import io.tidewatch.benchmarks.Cluster;
import io.tidewatch.benchmarks.applications.BareApplication;
import io.tidewatch.benchmarks.applications.Side;
import io.tidewatch.schemas.AvroSerde;
import io.tidewatch.schemas.IcmpEvent;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Named;

/**
 * The least that any Kafka Streams application does with errors: it reads and decodes the same events and adds up what
 * they stand for. Exactly once, with commits and threads as ours; nothing is kept and nothing written.
 */
final class StatelessPass implements Side {
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
        return BareApplication.start(cluster, id(), state, builder.build(), Map.of());
    }

    /** Errors that it has seen. */
    long errors() {
        return errors.sum();
    }
}

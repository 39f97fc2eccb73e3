package io.tidewatch.processors.topology;

import io.tidewatch.schemas.Alert;
import io.tidewatch.schemas.AvroSerde;
import io.tidewatch.schemas.IcmpEvent;
import io.tidewatch.schemas.RegistryAccess;
import io.tidewatch.schemas.SensorStatus;
import io.tidewatch.schemas.Topics;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;

/**
 * The storms application on one page.
 *
 * <pre>
 * sensors -> clock per segment -> storm-clocks -.
 *                                                +-> detect-storms -> alert events, alert state, JSON documents
 * icmp -----------------------------------------'
 * </pre>
 */
public final class StormTopology {
    private static final String CLOCKS = "storm-clocks";

    private StormTopology() {
    }

    /**
     * Builds it; nothing starts.
     *
     * @param partitions that of the topics by segment
     */
    public static Topology build(Topics topics, RegistryAccess registry, StormSettings settings, int partitions) {
        StreamsBuilder builder = new StreamsBuilder();
        KStream<String, IcmpEvent> messages = builder.stream(topics.icmp().name(),
            Consumed.with(Serdes.String(), new AvroSerde<>(topics.icmp(), registry))
                .withTimestampExtractor(new CaptureTime()).withName("icmp"));
        KStream<String, SensorStatus> clocks = SegmentClocks.bySegment(builder, topics, registry, CLOCKS, partitions);

        KStream<String, Alert> steps = messages.mapValues(message -> (SpecificRecord) message, as("messages"))
            .merge(clocks.mapValues(clock -> (SpecificRecord) clock, as("clocks")), as("messages-and-clocks"))
            .process(StormProcessor.supplier(settings), as("detect-storms"));

        KStream<String, Alert> alerts = steps.filter((id, alert) -> alert != null, as("alerts"));
        AlertOutput.to(alerts, topics, registry, settings.documents());
        steps.selectKey((key, alert) -> alert == null ? key : alert.getDedupeKey(), as("by-dedupe-key"))
            .to(topics.alertState().name(), Produced.with(Serdes.String(),
                new AvroSerde<>(topics.alertState(), registry)).withName("alert-state"));
        return builder.build();
    }

    private static Named as(String name) {
        return Named.as(name);
    }
}

package io.tidewatch.processors.topology;

import io.tidewatch.processors.topology.state.FindingRow;
import io.tidewatch.schemas.Alert;
import io.tidewatch.schemas.AvroSerde;
import io.tidewatch.schemas.GmpEvent;
import io.tidewatch.schemas.IcmpEvent;
import io.tidewatch.schemas.RegistryAccess;
import io.tidewatch.schemas.SensorStatus;
import io.tidewatch.schemas.Topics;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;

/**
 * The storms application on one page.
 *
 * <pre>
 * sensors -> clock per segment -> storm-clocks -.
 * icmp ------------------------------------------+-> detect-storms -> storm-findings -> join-segments -> alerts
 * gmp ------------------------------------------'
 * </pre>
 *
 * Alerts go to the topics of events and of state, and to those of JSON documents.
 */
public final class StormTopology {
    private static final String CLOCKS = "storm-clocks";
    private static final String FINDINGS = "storm-findings";

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
        KStream<String, GmpEvent> membership = builder.stream(topics.gmp().name(),
            Consumed.with(Serdes.String(), readable(new AvroSerde<>(topics.gmp(), registry).deserializer()))
                .withTimestampExtractor(new CaptureTime()).withName("gmp"));
        KStream<String, SensorStatus> clocks = SegmentClocks.bySegment(builder, topics, registry, CLOCKS, partitions);

        KStream<String, FindingRow> findings = messages.mapValues(message -> (SpecificRecord) message, as("messages"))
            .merge(membership.mapValues(message -> (SpecificRecord) message, as("membership-messages")),
                as("all-messages"))
            .merge(clocks.mapValues(clock -> (SpecificRecord) clock, as("clocks")), as("messages-and-clocks"))
            .process(StormProcessor.supplier(settings), as("detect-storms"))
            .repartition(Repartitioned.<String, FindingRow>as(FINDINGS).withKeySerde(Serdes.String())
                .withValueSerde(new StateSerde<>(FindingRow.class)).withStreamPartitioner(new ByCause())
                .withNumberOfPartitions(partitions));
        KStream<String, Alert> steps = findings.process(StormJoiner.supplier(settings, partitions),
            as("join-segments"));

        KStream<String, Alert> alerts = steps.filter((id, alert) -> alert != null, as("alerts"));
        AlertOutput.to(alerts, topics, registry, settings.documents());
        steps.selectKey((key, alert) -> alert == null ? key : alert.getDedupeKey(), as("by-dedupe-key"))
            .to(topics.alertState().name(), Produced.with(Serdes.String(),
                new AvroSerde<>(topics.alertState(), registry)).withName("alert-state"));
        return builder.build();
    }

    /** Null for a record that can't be read: the membership application reads the same one, and writes the letter. */
    private static Serde<GmpEvent> readable(Deserializer<GmpEvent> events) {
        return Serdes.serdeFrom((topic, event) -> {
            throw new UnsupportedOperationException("only read");
        }, (topic, bytes) -> {
            try {
                return events.deserialize(topic, bytes);
            } catch (SerializationException e) {
                if (!DeadLetter.recordIsToBlame(e)) {
                    throw e;
                }
                return null;
            }
        });
    }

    private static Named as(String name) {
        return Named.as(name);
    }
}

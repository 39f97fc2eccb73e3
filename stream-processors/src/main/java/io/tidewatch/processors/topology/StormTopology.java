package io.tidewatch.processors.topology;

import io.tidewatch.processors.topology.state.FindingRow;
import io.tidewatch.schemas.Alert;
import io.tidewatch.schemas.AvroSerde;
import io.tidewatch.schemas.GmpEvent;
import io.tidewatch.schemas.RegistryAccess;
import io.tidewatch.schemas.Topic;
import io.tidewatch.schemas.Topics;
import java.util.Map;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
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
    /**
     * What it sets of Kafka Streams. Messages and clocks are taken as they come: no order between the topics changes
     * what is told (StormClockOrderTest), and to look at each message whether an older clock may still come takes time.
     */
    public static final Map<String, Object> SETTINGS = Map.of(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG,
        StreamsConfig.MAX_TASK_IDLE_MS_DISABLED);

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
        KStream<String, Object> messages = source(builder, topics.icmp(),
            StormMessage.deserializer(topics.icmp(), registry), "icmp");
        KStream<String, Object> membership = source(builder, topics.gmp(),
            readable(new AvroSerde<>(topics.gmp(), registry).deserializer()), "gmp");
        KStream<String, Object> clocks = SegmentClocks.bySegment(builder, topics, registry, CLOCKS, partitions)
            .mapValues(clock -> clock, as("clocks"));

        // Each merge is a step for what passes it: of the many there is but one.
        KStream<String, FindingRow> findings = messages
            .merge(membership.merge(clocks, as("membership-and-clocks")), as("messages-and-clocks"))
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

    private static KStream<String, Object> source(StreamsBuilder builder, Topic<?> topic,
                                                  Deserializer<?> values, String name) {
        return builder.stream(topic.name(), Consumed.with(Serdes.String(), Serdes.<Object>serdeFrom((to, value) -> {
            throw new UnsupportedOperationException("only read");
        }, values::deserialize)).withTimestampExtractor(new CaptureTime()).withName(name));
    }

    /** Null for a record that can't be read: the membership application reads the same one, and writes the letter. */
    private static Deserializer<GmpEvent> readable(Deserializer<GmpEvent> events) {
        return (topic, bytes) -> {
            try {
                return events.deserialize(topic, bytes);
            } catch (SerializationException e) {
                if (!DeadLetter.recordIsToBlame(e)) {
                    throw e;
                }
                return null;
            }
        };
    }

    private static Named as(String name) {
        return Named.as(name);
    }
}

package io.tidewatch.processors.topology;

import io.tidewatch.schemas.AvroSerde;
import io.tidewatch.schemas.RegistryAccess;
import io.tidewatch.schemas.SegmentClock;
import io.tidewatch.schemas.SensorStatus;
import io.tidewatch.schemas.Topics;
import java.util.List;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Brings the clocks in the sensors' heartbeats to the segments they are about. The sensors topic is keyed by sensor and
 * a segment's state is elsewhere, so each clock goes through a topic of our own, partitioned by segment, which carries
 * one small record per second, sensor and segment.
 */
public final class SegmentClocks {
    private SegmentClocks() {
    }

    /**
     * Statuses by segment, each with the clock of that segment alone and the clock's time as its timestamp.
     *
     * @param name names the repartition topic and the nodes
     * @param partitions that of the topics by segment
     */
    public static KStream<String, SensorStatus> bySegment(StreamsBuilder builder, Topics topics,
                                                          RegistryAccess registry, String name, int partitions) {
        return builder
            .stream(topics.sensors().name(), Consumed.with(Serdes.String(), new AvroSerde<>(topics.sensors(), registry))
                .withTimestampExtractor(new CaptureTime()).withName(name + "-sensors"))
            .process(Splitter::new, Named.as(name + "-by-segment"))
            .repartition(Repartitioned.<String, SensorStatus>as(name)
                .withKeySerde(Serdes.String()).withValueSerde(new StateSerde<>(SensorStatus.class))
                .withStreamPartitioner(new BySegment<>()).withNumberOfPartitions(partitions));
    }

    /** One status in, one out for each of its clocks; what names no segment or no credible time is left out. */
    private static final class Splitter extends ContextualProcessor<String, SensorStatus, String, SensorStatus> {
        @Override
        public void process(Record<String, SensorStatus> heartbeat) {
            SensorStatus status = heartbeat.value();
            if (status == null) {
                return;
            }
            for (SegmentClock clock : status.getClocks()) {
                long watermark = clock.getWatermark().toEpochMilli();
                if (BySegment.named(clock.getSegment()) && !CaptureTime.damaged(watermark, heartbeat.timestamp())) {
                    context().forward(new Record<>(clock.getSegment(), of(status, clock), watermark));
                }
            }
        }

        private static SensorStatus of(SensorStatus status, SegmentClock clock) {
            return SensorStatus.newBuilder(status).setDefects(List.of()).setClocks(List.of(clock)).build();
        }
    }
}

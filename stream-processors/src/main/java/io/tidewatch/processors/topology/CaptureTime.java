package io.tidewatch.processors.topology;

import io.tidewatch.schemas.GmpEvent;
import io.tidewatch.schemas.SegmentClock;
import io.tidewatch.schemas.SensorStatus;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * Event time of our records: capture time, for a status the newest of its clocks. Kafka's record timestamp is the
 * broker's arrival time, and no event happens much after its arrival: a time that claims to is cut to {@link #AHEAD}
 * behind the arrival, since one damaged or forged time would otherwise move event time into the future for good. A time
 * in a value that lies behind the timestamp of its record was cut: {@link #damaged}.
 */
public final class CaptureTime implements TimestampExtractor {
    /** How far a sensor's clock may run ahead of the broker's; less than the hour that brokers accept. */
    static final Duration AHEAD = Duration.ofMinutes(30);

    @Override
    public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
        long claimed = claimed(record.value());
        if (claimed < 0) {
            return Math.max(0, partitionTime);
        }
        return record.timestamp() < 0 ? claimed : Math.min(claimed, record.timestamp() + AHEAD.toMillis());
    }

    /** Whether a time in a value, epoch milliseconds, can't be true; {@code timestamp} is that of the record. */
    public static boolean damaged(long claimed, long timestamp) {
        return claimed < 0 || claimed > timestamp;
    }

    /** Capture time in milliseconds; the fraction is cut off. */
    public static long millis(Instant captured) {
        return Math.addExact(Math.multiplyExact(captured.getEpochSecond(), 1000L), captured.getNano() / 1_000_000);
    }

    private static long claimed(Object value) {
        if (value instanceof Received received) {
            return claimed(received.value());
        }
        if (value instanceof MembershipEvent event) {
            return event.capturedMs();
        }
        if (value instanceof GmpEvent gmp) {
            return millis(gmp.getCapturedAt());
        }
        if (value instanceof StormMessage message) {
            return message.capturedMs();
        }
        if (value instanceof SensorStatus status) {
            long newest = -1;
            for (SegmentClock clock : status.getClocks()) {
                newest = Math.max(newest, clock.getWatermark().toEpochMilli());
            }
            return newest < 0 ? status.getSentAt().toEpochMilli() : newest;
        }
        return -1;
    }
}

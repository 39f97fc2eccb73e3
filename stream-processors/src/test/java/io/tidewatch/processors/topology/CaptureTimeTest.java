package io.tidewatch.processors.topology;

import static io.tidewatch.processors.topology.MembershipBench.T0;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.schemas.SensorState;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class CaptureTimeTest {
    private static final long ARRIVAL = T0.toEpochMilli();

    private static long extract(Object value, long arrival) {
        return new CaptureTime().extract(new ConsumerRecord<>("topic", 0, 0, arrival, TimestampType.LOG_APPEND_TIME, 0,
            0, "key", value, new RecordHeaders(), Optional.empty()), 42);
    }

    private static Object event(Instant captured) {
        return Wire.report("lan", captured, "10.0.0.5");
    }

    @Test
    void captureTimeInMilliseconds() {
        assertThat(extract(event(T0.minusSeconds(3600).plusNanos(1_999_000)), ARRIVAL))
            .isEqualTo(ARRIVAL - 3_600_000 + 1);
    }

    @Test
    void aStatusHasTheTimeOfItsNewestClock() {
        assertThat(extract(Wire.status(SensorState.RUNNING, "a", Wire.clock("lan", T0.minusSeconds(9), 0),
            Wire.clock("attic", T0.minusSeconds(8), 0)), ARRIVAL)).isEqualTo(ARRIVAL - 8000);
        assertThat(extract(Wire.status(SensorState.STARTING, "a"), ARRIVAL)).isZero();
    }

    @Test
    void whatComesFromTheFutureIsCutAndCanBeTold() {
        long most = ARRIVAL + CaptureTime.AHEAD.toMillis();
        Instant near = Instant.ofEpochMilli(most);
        assertThat(extract(event(near), ARRIVAL)).isEqualTo(most);
        assertThat(CaptureTime.damaged(near.toEpochMilli(), most)).isFalse();
        Instant far = T0.plus(Duration.ofDays(400));
        assertThat(extract(event(far), ARRIVAL)).isEqualTo(most);
        assertThat(CaptureTime.damaged(far.toEpochMilli(), most)).isTrue();
        assertThat(extract(event(far), -1)).as("no arrival time is known").isEqualTo(far.toEpochMilli());
    }

    @Test
    void whatHasNoTimeGetsThatOfThePartition() {
        assertThat(extract(null, ARRIVAL)).isEqualTo(42);
        Instant before = Instant.ofEpochMilli(-5);
        assertThat(extract(event(before), ARRIVAL)).isEqualTo(42);
        assertThat(CaptureTime.damaged(before.toEpochMilli(), 42)).isTrue();
    }
}

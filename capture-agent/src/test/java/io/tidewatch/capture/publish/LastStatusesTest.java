package io.tidewatch.capture.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewatch.schemas.OperatorError;
import io.tidewatch.schemas.ReplayPosition;
import io.tidewatch.schemas.SensorState;
import io.tidewatch.schemas.SensorStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;

class LastStatusesTest {
    private static final String TOPIC = Events.TOPICS.sensors().name();
    private static final TopicPartition FIRST = new TopicPartition(TOPIC, 0);
    private static final TopicPartition SECOND = new TopicPartition(TOPIC, 1);

    private final List<SensorStatus> values = new ArrayList<>();
    private final MockConsumer<String, byte[]> consumer = new MockConsumer<>("earliest");
    private final LastStatuses statuses = new LastStatuses(Events.TOPICS, (topic, index) -> {
        if (index[0] < 0) {
            throw new SerializationException("no such value");
        }
        return values.get(index[0]);
    }, Duration.ofMillis(300));

    private static SensorStatus status(String sensor, String name, String boot, String digest, long sentAt) {
        return SensorStatus.newBuilder(Events.status(sensor, name, SensorState.REPLAYING)).setBootId(boot)
            .setSentAt(Instant.ofEpochMilli(sentAt)).setReplay(new ReplayPosition("f", digest, sentAt, 0L, 0L, false))
            .build();
    }

    private ConsumerRecord<String, byte[]> record(TopicPartition partition, long offset, SensorStatus status) {
        values.add(status);
        return new ConsumerRecord<>(TOPIC, partition.partition(), offset,
            status.getSensor() + ':' + status.getInterface$(), new byte[] {(byte) (values.size() - 1)});
    }

    private void topic(long firstEnd, long secondEnd, List<ConsumerRecord<String, byte[]>> records) {
        consumer.updatePartitions(TOPIC, List.of(new PartitionInfo(TOPIC, 0, null, null, null),
            new PartitionInfo(TOPIC, 1, null, null, null)));
        consumer.updateBeginningOffsets(Map.of(FIRST, 0L, SECOND, 0L));
        consumer.updateEndOffsets(Map.of(FIRST, firstEnd, SECOND, secondEnd));
        consumer.schedulePollTask(() -> records.forEach(consumer::addRecord));
    }

    @Test
    void theNewestOfEachInterfaceOfTheSensor() {
        SensorStatus newest = status("s1", "eth0", "b", "d", 2);
        SensorStatus other = status("s1", "eth1", "b", "d", 2);
        ConsumerRecord<String, byte[]> unreadable =
            new ConsumerRecord<>(TOPIC, 1, 2, "s1:eth9", new byte[] {-1});
        topic(2, 3, List.of(record(FIRST, 0, status("s1", "eth0", "b", "d", 1)), record(FIRST, 1, newest),
            record(SECOND, 0, status("s10", "eth0", "b", "d", 9)), record(SECOND, 1, other), unreadable));

        assertThat(statuses.of(consumer, "s1")).isEqualTo(Map.of("eth0", newest, "eth1", other));
    }

    @Test
    void aTopicThatDoesNotComeToItsEndIsAnError() {
        topic(5, 0, List.of());
        assertThatThrownBy(() -> statuses.of(consumer, "s1")).isInstanceOf(OperatorError.class)
            .hasMessageStartingWith("What was replayed so far could not be read from tidewatch.sensors.v1. "
                + "the broker did not deliver it within");
    }

    @Test
    void aReplayIsTheNewestRunOfItsDigest() {
        SensorStatus done = status("s1", "eth0", "second", "d", 20);
        Map<String, SensorStatus> last = Map.of("eth0", done, "eth1", status("s1", "eth1", "first", "d", 10),
            "eth2", status("s1", "eth2", "third", "other", 30), "eth3", Events.status("s1", "eth3",
            SensorState.RUNNING));
        assertThat(LastStatuses.ofReplay(last, "d")).isEqualTo(Map.of("eth0", done));
        assertThat(LastStatuses.ofReplay(last, "unknown")).isEmpty();
    }
}

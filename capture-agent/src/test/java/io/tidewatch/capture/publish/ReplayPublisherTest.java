package io.tidewatch.capture.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.tidewatch.schemas.OperatorError;
import io.tidewatch.schemas.RecordOrigin;
import io.tidewatch.schemas.SensorState;
import io.tidewatch.schemas.SensorStatus;
import io.tidewatch.schemas.Topics;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.LongStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReplayPublisherTest {
    private static final int MANY = 1000;

    private final MockProducer<String, SpecificRecord> producer = Events.producer(true);
    private final ReplayPublisher<SpecificRecord> publisher =
        new ReplayPublisher<>(Events.TOPICS, producer, this::value, this::refusal);
    private final Ledger delivery = new Ledger("eth0");

    private KafkaException refusal;

    private OperatorError refusal(Exception failure) {
        return AgentPermissions.replay(Events.TOPICS).refusal("k1:9092", failure);
    }

    private SpecificRecord value(String topic, SpecificRecord value) {
        if (refusal != null) {
            throw refusal;
        }
        return value;
    }

    @AfterEach
    void end() {
        publisher.close();
    }

    private void publishOne(long sequence) {
        publisher.publish(Events.gmp("lan"), new RecordOrigin("boot", sequence), delivery);
    }

    @Test
    void recordsAndStatusBecomeVisibleTogether() {
        publisher.begin();
        publishOne(1);
        publisher.publish(Events.icmp("lan", "192.0.2.1"), new RecordOrigin("boot", 2), delivery);
        publisher.publish(Events.malformed("s1", "lan"), new RecordOrigin("boot", 3), delivery);
        publisher.checkpoint(() -> {
            assertThat(producer.history()).isEmpty();
            assertThat(producer.uncommittedRecords()).hasSize(3);
            return List.of(Events.status("s1", "eth0", SensorState.REPLAYING));
        });
        assertThat(producer.history()).extracting(ProducerRecord::topic, ProducerRecord::key).containsExactly(
            tuple("tidewatch.gmp.v1", "lan"),
            tuple("tidewatch.icmp.v1", "lan|192.0.2.1"),
            tuple("tidewatch.malformed.v1", "s1"),
            tuple("tidewatch.sensors.v1", "s1:eth0"));
        assertThat(producer.history()).extracting(record -> RecordOrigin.read(record.headers())).containsExactly(
            new RecordOrigin("boot", 1), new RecordOrigin("boot", 2), new RecordOrigin("boot", 3), null);
        assertThat(delivery.told()).containsExactly("1 acknowledged", "2 acknowledged", "3 acknowledged");
    }

    @Test
    void aSegmentHasOnePartitionWhateverTheTopic() {
        publisher.begin();
        MockProducer<String, SpecificRecord> direct = Events.producer(true);
        for (String segment : List.of("lan", "s1:eth0", "s1:eth0:100")) {
            int partition = Topics.segmentPartition(segment, 7);
            assertThat(partition(direct, publisher.record(Events.gmp(segment), new RecordOrigin("b", 1))))
                .isEqualTo(partition);
            assertThat(partition(direct, publisher.record(Events.icmp(segment, "fe80::1"),
                new RecordOrigin("b", 2))))
                .isEqualTo(partition);
        }
    }

    private static int partition(MockProducer<String, SpecificRecord> producer,
                                 ProducerRecord<String, SpecificRecord> record) {
        try {
            return producer.send(record).get().partition();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void anEmptyCheckpointIsNoTransaction() {
        publisher.begin();
        publisher.checkpoint(() -> List.of());
        assertThat(producer.commitCount()).isZero();
    }

    @Test
    void aFailedCommitIsAborted() {
        publisher.begin();
        publishOne(1);
        producer.commitTransactionException = new TimeoutException("no answer");
        assertThatThrownBy(() -> publisher.checkpoint(() -> List.of()))
            .isInstanceOfSatisfying(PublishException.class, e -> assertThat(e.hopeless()).isFalse())
            .hasMessageContaining("no answer");
        assertThat(producer.transactionAborted()).isTrue();
        assertThat(producer.history()).isEmpty();
    }

    @Test
    void aRecordThatFailsGivesTheTransactionUp() {
        MockProducer<String, SpecificRecord> slow = Events.producer(false);
        ReplayPublisher<SpecificRecord> waiting = new ReplayPublisher<>(Events.TOPICS, slow, this::value,
            this::refusal);
        waiting.begin();
        waiting.publish(Events.gmp("lan"), new RecordOrigin("boot", 1), delivery);
        assertThatThrownBy(() -> waiting.checkpoint(() -> {
            slow.errorNext(new RecordTooLargeException("too large"));
            return List.of(Events.status("s1", "eth0", SensorState.REPLAYING));
        })).isInstanceOfSatisfying(PublishException.class, e -> assertThat(e.hopeless()).isTrue());
        assertThat(slow.transactionAborted()).isTrue();
        assertThat(slow.history()).isEmpty();
        waiting.close();
    }

    @Test
    void aValueThatCanNotBeMadeGivesTheTransactionUp() {
        publisher.begin();
        publishOne(1);
        refusal = new SerializationException("does not fit");
        assertThatThrownBy(() -> publishOne(2)).hasMessageContaining("does not fit")
            .isInstanceOfSatisfying(PublishException.class, e -> assertThat(e.hopeless()).isTrue());
        publisher.close();
        assertThat(producer.history()).isEmpty();
    }

    @Test
    void aRecordThatIsTooLargeIsLostAndTheTransactionGoesOn() {
        publisher.begin();
        publishOne(1);
        refusal = new OversizeException("tidewatch.gmp.v1", 2000, 1000);
        publishOne(2);
        refusal = null;
        publishOne(3);
        publisher.checkpoint(() -> List.of());
        assertThat(delivery.told()).containsExactly("1 acknowledged", "2 lost: it has 2000 bytes, and "
            + "tidewatch.gmp.v1 takes 1000", "3 acknowledged");
        assertThat(producer.history()).extracting(record -> RecordOrigin.read(record.headers()).sequence())
            .containsExactly(1L, 3L);
    }

    @Test
    void aStatusThatIsTooLargeEndsTheReplay() {
        publisher.begin();
        refusal = new OversizeException("tidewatch.sensors.v1", 2000, 1000);
        SensorStatus status = Events.status("s1", "eth0", SensorState.REPLAYING);
        assertThatThrownBy(() -> publisher.checkpoint(() -> List.of(status)))
            .isInstanceOfSatisfying(PublishException.class, e -> assertThat(e.hopeless()).isTrue())
            .hasMessageContaining("it has 2000 bytes, and tidewatch.sensors.v1 takes 1000");
    }

    @Test
    void whatIsNotAtACheckpointIsGivenUpAtTheEnd() throws InterruptedException {
        publisher.begin();
        LongStream.rangeClosed(1, MANY).forEach(this::publishOne);
        while (producer.uncommittedRecords().isEmpty()) {
            Thread.sleep(5);
        }
        publisher.close();
        assertThat(producer.transactionAborted()).isTrue();
        assertThat(producer.closed()).isTrue();
        assertThat(producer.history()).isEmpty();
    }

    @Test
    void aRivalShutsUsOut() {
        publisher.begin();
        publishOne(1);
        producer.fenceProducer();
        assertThatThrownBy(() -> publisher.checkpoint(() -> List.of()))
            .isInstanceOfSatisfying(PublishException.class, e -> assertThat(e.hopeless()).isTrue())
            .hasMessageContaining("another agent replays under the same sensor and interface name");
    }

    @Test
    void noPermissionIsHopeless() {
        producer.initTransactionException = new TopicAuthorizationException(Set.of("tidewatch.gmp.v1"));
        assertThatThrownBy(publisher::begin)
            .isInstanceOfSatisfying(PublishException.class, e -> assertThat(e.hopeless()).isTrue())
            .hasMessageStartingWith("Kafka at k1:9092 refuses the agent permissions: Write on topic "
                + "tidewatch.gmp.v1. ")
            .hasMessageContaining("--operation Write --topic tidewatch.gmp.v1");
    }
}

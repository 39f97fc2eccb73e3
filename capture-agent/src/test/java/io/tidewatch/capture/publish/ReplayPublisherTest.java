package io.tidewatch.capture.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.tidewatch.capture.event.PacketEvent;
import io.tidewatch.schemas.GmpEvent;
import io.tidewatch.schemas.RecordOrigin;
import io.tidewatch.schemas.SensorState;
import io.tidewatch.schemas.SensorStatus;
import io.tidewatch.schemas.Topics;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.LongStream;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReplayPublisherTest {
    private static final int MANY = 1000;

    private final MockProducer<String, byte[]> producer = Events.producer(true);
    private final ReplayPublisher publisher = publisher(producer, Map.of());
    private final Ledger delivery = new Ledger("eth0", "boot");

    private static ReplayPublisher publisher(MockProducer<String, byte[]> producer, Map<String, Integer> limits) {
        ValueEncoder encoder = new ValueEncoder(Events.TOPICS);
        return new ReplayPublisher(Events.TOPICS, encoder, Events.terms(encoder, limits), producer,
            failure -> AgentPermissions.replay(Events.TOPICS).refusal("k1:9092", failure));
    }

    @AfterEach
    void end() {
        publisher.close();
    }

    private void publishOne(long sequence) {
        publisher.publish(Events.gmp("lan"), sequence, delivery);
    }

    @Test
    void recordsAndStatusBecomeVisibleTogether() {
        publisher.begin();
        publishOne(1);
        publisher.publish(Events.icmp("lan", "192.0.2.1"), 2, delivery);
        publisher.publish(Events.malformed("s1", "lan"), 3, delivery);
        publisher.settle();
        assertThat(producer.history()).isEmpty();
        assertThat(producer.uncommittedRecords()).hasSize(3);
        assertThat(publisher.committed()).isFalse();
        publisher.checkpoint(() -> {
            assertThat(delivery.told()).containsExactly("1 acknowledged", "2 acknowledged", "3 acknowledged");
            return List.of(Events.status("s1", "eth0", SensorState.REPLAYING));
        });
        publisher.settle();
        assertThat(publisher.committed()).isTrue();
        assertThat(producer.history()).extracting(ProducerRecord::topic, ProducerRecord::key).containsExactly(
            tuple("tidewatch.gmp.v1", "lan"),
            tuple("tidewatch.icmp.v1", "lan|192.0.2.1"),
            tuple("tidewatch.malformed.v1", "s1"),
            tuple("tidewatch.sensors.v1", "s1:eth0"));
        assertThat(producer.history()).extracting(record -> RecordOrigin.read(record.headers())).containsExactly(
            new RecordOrigin("boot", 1), new RecordOrigin("boot", 2), new RecordOrigin("boot", 3), null);
    }

    @Test
    void whatIsPublishedWhileATransactionIsCommittedIsOfTheNext() {
        publisher.begin();
        publishOne(1);
        publisher.checkpoint(() -> List.of(Events.status("s1", "eth0", SensorState.REPLAYING)));
        publishOne(2);
        publisher.checkpoint(() -> List.of(Events.status("s1", "eth0", SensorState.ENDED)));
        publisher.settle();
        assertThat(producer.commitCount()).isEqualTo(2);
        assertThat(producer.history()).extracting(ProducerRecord::topic).containsExactly("tidewatch.gmp.v1",
            "tidewatch.sensors.v1", "tidewatch.gmp.v1", "tidewatch.sensors.v1");
    }

    @Test
    void recordsOfTwoInterfacesAreToldToEach() {
        Ledger other = new Ledger("eth1", "boot");
        publisher.begin();
        publishOne(1);
        publisher.publish(Events.gmp("lan"), 1, other);
        publishOne(2);
        publisher.checkpoint(() -> List.of());
        assertThat(delivery.told()).containsExactly("1 acknowledged", "2 acknowledged");
        assertThat(other.told()).containsExactly("1 acknowledged");
    }

    @Test
    void aSegmentHasOnePartitionWhateverTheTopic() {
        publisher.begin();
        MockProducer<String, byte[]> direct = Events.producer(true);
        for (String segment : List.of("lan", "s1:eth0", "s1:eth0:100")) {
            producer.clear();
            publisher.publish(Events.gmp(segment), 1, delivery);
            publisher.publish(Events.icmp(segment, "fe80::1"), 2, delivery);
            publisher.settle();
            assertThat(producer.uncommittedRecords()).hasSize(2).allSatisfy(record ->
                assertThat(partition(direct, record)).isEqualTo(Topics.segmentPartition(segment, 7)));
        }
    }

    private static int partition(MockProducer<String, byte[]> producer,
                                 ProducerRecord<String, byte[]> record) {
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
        publisher.settle();
        assertThat(producer.commitCount()).isZero();
        assertThat(publisher.committed()).isFalse();
    }

    @Test
    void aFailedCommitIsAborted() {
        publisher.begin();
        publishOne(1);
        producer.commitTransactionException = new TimeoutException("no answer");
        publisher.checkpoint(() -> List.of());
        assertThatThrownBy(publisher::settle)
            .isInstanceOfSatisfying(PublishException.class, e -> assertThat(e.hopeless()).isFalse())
            .hasMessageContaining("no answer");
        assertThat(producer.transactionAborted()).isTrue();
        assertThat(producer.history()).isEmpty();
        assertThat(publisher.committed()).isFalse();
        assertThatThrownBy(() -> publisher.checkpoint(() -> List.of())).isInstanceOf(PublishException.class);
    }

    @Test
    void aRecordThatFailsGivesTheTransactionUp() {
        MockProducer<String, byte[]> slow = Events.producer(false);
        ReplayPublisher waiting = publisher(slow, Map.of());
        waiting.begin();
        waiting.publish(Events.gmp("lan"), 1, delivery);
        waiting.settle();
        slow.errorNext(new RecordTooLargeException("too large"));
        waiting.checkpoint(() -> List.of(Events.status("s1", "eth0", SensorState.REPLAYING)));
        assertThatThrownBy(waiting::settle)
            .isInstanceOfSatisfying(PublishException.class, e -> assertThat(e.hopeless()).isTrue());
        assertThat(slow.transactionAborted()).isTrue();
        assertThat(slow.history()).isEmpty();
        waiting.close();
    }

    @Test
    void aValueThatCanNotBeMadeGivesTheTransactionUp() {
        publisher.begin();
        publishOne(1);
        PacketEvent unfit = new PacketEvent(Events.TOPICS.gmp(), "lan", "lan", new GmpEvent());
        assertThatThrownBy(() -> publisher.publish(unfit, 2, delivery)).hasMessageContaining("does not fit its schema")
            .isInstanceOfSatisfying(PublishException.class, e -> assertThat(e.hopeless()).isTrue());
        publisher.close();
        assertThat(producer.history()).isEmpty();
    }

    @Test
    void aRecordThatIsTooLargeIsLostAndTheTransactionGoesOn() {
        ReplayPublisher small = publisher(producer, Map.of("tidewatch.icmp.v1", 10));
        small.begin();
        small.publish(Events.gmp("lan"), 1, delivery);
        PacketEvent large = Events.icmp("lan", "192.0.2.1");
        small.publish(large, 2, delivery);
        small.publish(Events.gmp("lan"), 3, delivery);
        small.checkpoint(() -> List.of());
        small.settle();
        assertThat(delivery.told()).hasSize(3).startsWith("1 acknowledged").endsWith("3 acknowledged")
            .element(1).asString().matches("2 lost: it has \\d+ bytes, and tidewatch.icmp.v1 takes 10");
        assertThat(producer.history()).extracting(record -> RecordOrigin.read(record.headers()).sequence())
            .containsExactly(1L, 3L);
        small.close();
    }

    @Test
    void aStatusThatIsTooLargeEndsTheReplay() {
        ReplayPublisher small = publisher(producer, Map.of("tidewatch.sensors.v1", 10));
        small.begin();
        small.publish(Events.gmp("lan"), 1, delivery);
        SensorStatus status = Events.status("s1", "eth0", SensorState.REPLAYING);
        assertThatThrownBy(() -> small.checkpoint(() -> List.of(status)))
            .isInstanceOfSatisfying(PublishException.class, e -> assertThat(e.hopeless()).isTrue())
            .hasMessageContaining("bytes, and tidewatch.sensors.v1 takes 10");
        small.close();
        assertThat(producer.history()).isEmpty();
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
        publisher.checkpoint(() -> List.of());
        assertThatThrownBy(publisher::settle)
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

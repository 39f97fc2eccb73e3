package io.tidewatch.capture.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.capture.spool.Parcel;
import io.tidewatch.schemas.RecordOrigin;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class KafkaLinkTest {
    private static final String TOPIC = Events.TOPICS.gmp().name();
    private static final Parcel.Origin ORIGIN = new Parcel.Origin("eth0", "boot");
    private static final long SCHEMA = 99;
    private static final int ID = 0x01020304;

    private final MockProducer<String, byte[]> producer = new MockProducer<>(false, null, new StringSerializer(),
        new ByteArraySerializer());
    private final KafkaLink link = new KafkaLink(producer,
        new Terms(Map.of(SCHEMA, ID), Map.of(TOPIC, 100)));
    private final List<String> told = new ArrayList<>();

    private void send(long sequence, long schema, int bytes) {
        link.send(new Parcel(TOPIC, "lan", ORIGIN, sequence, 1, schema, new byte[bytes]),
            failure -> told.add(sequence + " " + (failure == null ? "acknowledged" : failure.getMessage())));
    }

    @Test
    void recordsCarryTheirNumberAndTheIdOfTheirSchema() {
        send(7, SCHEMA, 20);
        producer.completeNext();
        assertThat(told).containsExactly("7 acknowledged");
        var sent = producer.history().get(0);
        assertThat(RecordOrigin.read(sent.headers())).isEqualTo(new RecordOrigin("boot", 7));
        assertThat(ByteBuffer.wrap(sent.value()).getInt(1)).isEqualTo(ID);
        assertThat(sent.key()).isEqualTo("lan");

        link.send(new Parcel(Events.TOPICS.sensors().name(), "s1:eth0", ORIGIN, 0, 0, SCHEMA, new byte[5]),
            failure -> told.add("status"));
        assertThat(RecordOrigin.read(producer.history().get(1).headers())).isNull();
    }

    @Test
    void aRecordThatCantBePublishedHoldsUpNoOther() {
        send(1, SCHEMA, 101);
        send(2, SCHEMA + 1, 20);
        send(3, SCHEMA, 20);
        producer.errorNext(new RecordTooLargeException("broker says no"));
        send(4, SCHEMA, 20);
        producer.completeNext();
        assertThat(told).containsExactly("1 it has 101 bytes, and tidewatch.gmp.v1 takes 100",
            "2 nobody knows the schema it was written with", "3 broker says no", "4 acknowledged");
        assertThat(producer.closed()).isFalse();
    }

    @Test
    void behindARecordThatFailedNothingIsSent() {
        for (RuntimeException failure : List.of(new TimeoutException("away"), new TopicAuthorizationException("no"))) {
            MockProducer<String, byte[]> failing = new MockProducer<>(false, null, new StringSerializer(),
                new ByteArraySerializer());
            KafkaLink ended = new KafkaLink(failing, new Terms(Map.of(SCHEMA, ID), Map.of()));
            List<Boolean> closedWhenTold = new ArrayList<>();
            ended.send(new Parcel(TOPIC, "lan", ORIGIN, 1, 1, SCHEMA, new byte[9]),
                told -> closedWhenTold.add(failing.closed()));
            failing.errorNext(failure);
            assertThat(closedWhenTold).containsExactly(true);
            ended.send(new Parcel(TOPIC, "lan", ORIGIN, 2, 1, SCHEMA, new byte[9]),
                told -> closedWhenTold.add(told instanceof IllegalStateException));
            assertThat(closedWhenTold).containsExactly(true, true);
            assertThat(failing.history()).hasSize(1);
            ended.close(Duration.ZERO);
        }
    }
}

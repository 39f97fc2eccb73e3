package io.tidewatch.capture.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.schemas.RecordOrigin;
import io.tidewatch.schemas.SensorState;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class LivePublisherTest {
    private final MockProducer<String, SpecificRecord> producer = Events.producer(false);
    private final LivePublisher publisher = new LivePublisher(Events.TOPICS, producer);
    private final List<String> told = new ArrayList<>();

    private void publish(long sequence) {
        publisher.publish(Events.gmp("lan"), new RecordOrigin("boot", sequence), new Delivery() {
            @Override
            public void acknowledged() {
                told.add(sequence + " acknowledged");
            }

            @Override
            public void lost(Exception cause) {
                told.add(sequence + " lost: " + cause.getMessage());
            }
        });
    }

    @Test
    void eachRecordIsToldOnceWhatBecameOfIt() {
        publish(1);
        publish(2);
        assertThat(told).isEmpty();
        producer.completeNext();
        producer.errorNext(new TimeoutException("broker away"));
        producer.sendException = new SerializationException("unwritable");
        publish(3);
        producer.sendException = new OversizeException("tidewatch.gmp.v1", 2000, 1000);
        publish(4);
        assertThat(told).containsExactly("1 acknowledged", "2 lost: broker away", "3 lost: unwritable",
            "4 lost: it has 2000 bytes, and tidewatch.gmp.v1 takes 1000");
        assertThat(producer.history()).extracting(record -> RecordOrigin.read(record.headers()))
            .containsExactly(new RecordOrigin("boot", 1), new RecordOrigin("boot", 2));
    }

    @Test
    void statusesFollowTheRecords() {
        publish(1);
        publisher.checkpoint(List.of(Events.status("s1", "eth0", SensorState.RUNNING)));
        assertThat(producer.history()).extracting(ProducerRecord::key).containsExactly("lan", "s1:eth0");
        publisher.close();
        assertThat(producer.closed()).isTrue();
    }
}

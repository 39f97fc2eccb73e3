package io.tidewatch.capture.publish;

import io.tidewatch.capture.event.PacketEvent;
import io.tidewatch.schemas.RecordOrigin;
import io.tidewatch.schemas.SensorStatus;
import io.tidewatch.schemas.Topics;
import java.time.Duration;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/**
 * Publishes each record as it comes, idempotently. The producer repeats what the broker did not acknowledge for half a
 * minute; what it could not deliver then is told as lost and logged, at most one line a second. May be shared by the
 * threads of several interfaces.
 */
public final class LivePublisher extends KafkaPublisher {
    private static final Duration LAST_WORDS = Duration.ofSeconds(10);

    /** Publishes through this producer, and closes it in the end. */
    public LivePublisher(Topics topics, Producer<String, SpecificRecord> producer) {
        super(topics, producer);
    }

    /** Connects in the background; the broker need not be there yet. */
    public static LivePublisher connect(ClientSettings settings, Topics topics, ValueSerializer values) {
        return new LivePublisher(topics, connect(settings.live(), values));
    }

    @Override
    public void publish(PacketEvent event, RecordOrigin origin, Delivery delivery) {
        send(record(event, origin), delivery);
    }

    private void send(ProducerRecord<String, SpecificRecord> record, Delivery delivery) {
        try {
            producer.send(record, (metadata, failure) -> {
                if (failure == null) {
                    delivery.acknowledged();
                } else {
                    delivery.lost(lost(record.topic(), failure));
                }
            });
        } catch (KafkaException | IllegalStateException e) {
            // What the producer throws, as for a value that can't be written, it does not tell its callback.
            delivery.lost(lost(record.topic(), e));
        }
    }

    @Override
    public void checkpoint(List<SensorStatus> statuses) {
        for (SensorStatus status : statuses) {
            send(record(status), new Delivery() {
                @Override
                public void acknowledged() {
                    // The next one follows within a second.
                }

                @Override
                public void lost(Exception cause) {
                    // Logged already; the next one says the same and more.
                }
            });
        }
    }

    @Override
    public void close() {
        producer.close(LAST_WORDS);
    }
}

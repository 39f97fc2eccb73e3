package io.tidewatch.processors.topology;

import io.tidewatch.processors.storm.IcmpError;
import io.tidewatch.schemas.AvroSerde;
import io.tidewatch.schemas.IcmpEvent;
import io.tidewatch.schemas.RegistryAccess;
import io.tidewatch.schemas.Topic;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * An ICMP event as far as the detector looks at it, a third of its fields: this is read for each message that a network
 * sees.
 */
public final class StormMessage {
    private final String sensor;
    private final String captureInterface;
    private final String segment;
    private final long capturedMs;
    private final List<IcmpError> errors;
    private final String refused;

    private StormMessage(StormFields fields, List<IcmpError> errors, String refused) {
        sensor = fields.sensor();
        captureInterface = fields.captureInterface();
        segment = fields.segment();
        capturedMs = fields.capturedMs();
        this.errors = errors;
        this.refused = refused;
    }

    /** Reads them from a topic of ICMP events; bytes that are no event are refused as by {@link AvroSerde}. */
    public static Deserializer<StormMessage> deserializer(Topic<IcmpEvent> topic, RegistryAccess registry) {
        return new AvroSerde<>(topic, registry).deserializer(StormFields.NAMES, () -> {
            StormEvents events = new StormEvents();
            return fields -> of(new StormFields(fields), events);
        });
    }

    private static StormMessage of(StormFields fields, StormEvents events) {
        try {
            return new StormMessage(fields, events.errors(fields), null);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            // Whoever processes it has to note that it came, before it is refused.
            return new StormMessage(fields, List.of(), String.valueOf(e.getMessage()));
        }
    }

    String sensor() {
        return sensor;
    }

    String captureInterface() {
        return captureInterface;
    }

    String segment() {
        return segment;
    }

    /** Capture time, epoch milliseconds. */
    long capturedMs() {
        return capturedMs;
    }

    /**
     * What the detector is to see of it: one message as a rule, none where it does not look.
     *
     * @param timestamp event time as {@link CaptureTime} tells it
     * @throws IllegalArgumentException when it can't be true
     */
    public List<IcmpError> errors(long timestamp) {
        if (refused != null) {
            throw new IllegalArgumentException(refused);
        }
        if (!errors.isEmpty() && CaptureTime.damaged(capturedMs, timestamp)) {
            throw new IllegalArgumentException("captured at " + Instant.ofEpochMilli(capturedMs)
                + ", long after it arrived");
        }
        return errors;
    }
}

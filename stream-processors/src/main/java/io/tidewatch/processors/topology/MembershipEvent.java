package io.tidewatch.processors.topology;

import io.tidewatch.schemas.AvroSerde;
import io.tidewatch.schemas.GmpEvent;
import io.tidewatch.schemas.RegistryAccess;
import io.tidewatch.schemas.Topic;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * A GMP event as far as membership looks at it: this is read for each message that a network sees.
 *
 * @param eventId its id
 * @param sensor which sensor has seen it
 * @param captureInterface on which of its interfaces
 * @param segment on which segment
 * @param capturedMs capture time, epoch milliseconds
 * @param message what it means
 */
record MembershipEvent(String eventId, String sensor, String captureInterface, String segment, long capturedMs,
                       GmpMessage message) {

    /** Reads them from a topic of GMP events; bytes that are no event are refused as by {@link AvroSerde}. */
    static Deserializer<MembershipEvent> deserializer(Topic<GmpEvent> topic, RegistryAccess registry) {
        return new AvroSerde<>(topic, registry).deserializer(GmpFields.NAMES,
            () -> fields -> of(new GmpFields(fields)));
    }

    private static MembershipEvent of(GmpFields event) {
        return new MembershipEvent(event.eventId(), event.sensor(), event.captureInterface(), event.segment(),
            event.capturedMs(), GmpMessages.of(event));
    }
}

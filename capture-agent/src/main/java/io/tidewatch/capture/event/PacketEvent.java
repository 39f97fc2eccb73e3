package io.tidewatch.capture.event;

import io.tidewatch.schemas.IcmpEvent;
import io.tidewatch.schemas.MalformedPacket;
import io.tidewatch.schemas.Topic;
import org.apache.avro.specific.SpecificRecord;

/**
 * A record of the contract, ready to be published.
 *
 * @param topic where it belongs
 * @param key its key there
 * @param segment the segment it is about
 * @param value a GmpEvent, IcmpEvent or MalformedPacket
 */
public record PacketEvent(Topic<? extends SpecificRecord> topic, String key, String segment, SpecificRecord value) {

    /** How many packets it stands for. */
    public long count() {
        if (value instanceof IcmpEvent icmp) {
            return icmp.getCount();
        }
        return value instanceof MalformedPacket malformed ? malformed.getCount() : 1;
    }
}

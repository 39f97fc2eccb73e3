package io.tidewatch.capture.event;

import io.tidewatch.schemas.IcmpEvent;
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
        return value instanceof IcmpEvent icmp ? icmp.getCount() : 1;
    }
}

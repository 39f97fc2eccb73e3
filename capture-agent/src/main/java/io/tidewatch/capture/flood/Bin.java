package io.tidewatch.capture.flood;

import io.tidewatch.capture.event.PacketEvent;
import io.tidewatch.capture.event.PacketEvents;
import io.tidewatch.schemas.IcmpEvent;
import io.tidewatch.schemas.MalformedPacket;
import java.time.Instant;
import java.util.List;

/** An event that still counts packets. Only the first was made an event; of the others the differences are kept. */
final class Bin {
    private final PacketEvent first;
    private final Sample sample;
    private long count = 1;
    private long earliest;
    private long latest;
    private long differing;

    /** {@code sample} must be good for ever. */
    Bin(PacketEvent first, Sample sample, long nanos) {
        this.first = first;
        this.sample = sample;
        earliest = nanos;
        latest = nanos;
    }

    void add(Sample another, long nanos) {
        count++;
        earliest = Math.min(earliest, nanos);
        latest = Math.max(latest, nanos);
        differing = MergedFields.differing(sample, another, differing);
    }

    /** The event; that of the first packet when there was no other. */
    PacketEvent event() {
        if (count == 1) {
            return first;
        }
        List<String> merged = MergedFields.names(sample, differing);
        Instant last = PacketEvents.capturedAt(latest);
        return new PacketEvent(first.topic(), first.key(), first.segment(), sample.malformed()
            ? MalformedPacket.newBuilder((MalformedPacket) first.value()).setCount(count).setLastAt(last)
                .setMergedFields(merged).build()
            : IcmpEvent.newBuilder((IcmpEvent) first.value()).setCount(count)
                .setFirstAt(PacketEvents.capturedAt(earliest)).setLastAt(last).setMergedFields(merged).build());
    }
}

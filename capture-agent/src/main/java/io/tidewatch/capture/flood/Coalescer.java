package io.tidewatch.capture.flood;

import io.tidewatch.capture.event.PacketEvent;
import io.tidewatch.capture.event.PacketEvents;
import io.tidewatch.capture.source.CapturedFrame;
import io.tidewatch.capture.wire.Decoded;
import io.tidewatch.capture.wire.Envelope;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The events of one interface's frames. In each second of capture time the first packets, as many as the budget allows,
 * are events of their own, at once. Those after them are counted in events that stay open to the end of their window, a
 * fifth of the second, and are then handed out in the order of their first packets. IGMP and MLD messages are state:
 * each is an event, and none is charged to the budget.
 *
 * <p>A packet whose capture time is up to a second before the window is late and belongs to the window all the same. A
 * longer step back begins a window there, with what is left of the budget; a step forward begins one as any other does.
 * So what times a hostile recording may claim, memory is bounded, no packet is lost, and one damaged time does not hold
 * up the packets after it.
 *
 * <p>For one thread, but {@link #open}. Frames must come in the order of capture, each once.
 */
public final class Coalescer {
    /** Nanoseconds. */
    public static final long WINDOW = TimeUnit.MILLISECONDS.toNanos(200);

    private static final long WINDOWS_PER_SECOND = TimeUnit.SECONDS.toNanos(1) / WINDOW;
    private static final long LATE = WINDOWS_PER_SECOND;
    private static final Consumer<PacketEvent> NOWHERE = event -> { };

    private final PacketEvents events;
    private final FloodLimits limits;
    private final Map<FloodKey, Bin> bins = new LinkedHashMap<>();
    private final int[] openAtGrain = new int[Grain.values().length];
    private long window = Long.MIN_VALUE;
    private int spent;
    private long gathered;
    private long earliest = Long.MAX_VALUE;
    private List<Integer> lastVlanIds;
    private String lastSegment;
    private volatile int open;

    public Coalescer(PacketEvents events, FloodLimits limits) {
        this.events = events;
        this.limits = limits;
    }

    /**
     * Takes a frame.
     *
     * @param out gets first the events that are over, then the frame's own, unless it is counted in another
     * @return the grain at which it is counted
     */
    public Grain accept(CapturedFrame frame, Decoded decoded, Consumer<PacketEvent> out) {
        Grain grain = place(frame, decoded, out);
        if (grain == Grain.PACKET) {
            out.accept(events.of(frame, decoded));
        }
        return grain;
    }

    /** Takes a frame whose event, or the event that counts it, was published before, or is still open. */
    public void pass(CapturedFrame frame, Decoded decoded) {
        if (place(frame, decoded, NOWHERE) == Grain.PACKET) {
            events.pass(frame);
        }
    }

    private Grain place(CapturedFrame frame, Decoded decoded, Consumer<PacketEvent> out) {
        if (limits.budget() == 0 || decoded instanceof Decoded.GroupMembership) {
            return Grain.PACKET;
        }
        enter(Math.floorDiv(frame.timestampNanos(), WINDOW), out);
        if (spent < limits.budget()) {
            spent++;
            return Grain.PACKET;
        }
        return gather(frame, decoded);
    }

    private void enter(long at, Consumer<PacketEvent> out) {
        if (at <= window && window - at <= LATE) {
            return;
        }
        close(out);
        if (Math.floorDiv(at, WINDOWS_PER_SECOND) > Math.floorDiv(window, WINDOWS_PER_SECOND)) {
            spent = 0;
        }
        window = at;
    }

    private Grain gather(CapturedFrame frame, Decoded decoded) {
        Sample sample = Sample.of(frame, decoded, segment(frame, decoded));
        for (Grain grain : Grain.of(sample)) {
            FloodKey key = FloodKey.of(grain, sample);
            Bin bin = bins.get(key);
            if (bin != null) {
                bin.add(sample, frame.timestampNanos());
            } else if (openAtGrain[grain.ordinal()] < grain.most(limits.keys())) {
                bins.put(key, new Bin(events.of(frame, decoded), sample.kept(), frame.timestampNanos()));
                openAtGrain[grain.ordinal()]++;
                open = bins.size();
            } else {
                continue;
            }
            gathered++;
            earliest = Math.min(earliest, frame.timestampNanos());
            return grain;
        }
        throw new AssertionError("there is always room for the rest");
    }

    private String segment(CapturedFrame frame, Decoded decoded) {
        Envelope envelope = decoded instanceof Decoded.Icmp icmp ? icmp.envelope()
            : ((Decoded.Malformed) decoded).envelope();
        if (!envelope.vlanIds().equals(lastVlanIds)) {
            lastVlanIds = envelope.vlanIds();
            lastSegment = events.segment(frame, envelope);
        }
        return lastSegment;
    }

    /** All frames with capture times up to here have been taken: hands out the events that are over. */
    public void advance(long nanos, Consumer<PacketEvent> out) {
        if (nanos >= closesAt()) {
            close(out);
        }
    }

    /** The same, of events that were published before. */
    public void pass(long nanos) {
        advance(nanos, NOWHERE);
    }

    /** Hands out all open events. */
    public void close(Consumer<PacketEvent> out) {
        if (!bins.isEmpty()) {
            bins.values().forEach(bin -> out.accept(bin.event()));
            forget();
        }
    }

    /** Drops the open events: their packets have been published otherwise. */
    public void forget() {
        bins.clear();
        Arrays.fill(openAtGrain, 0);
        gathered = 0;
        earliest = Long.MAX_VALUE;
        open = 0;
    }

    /** Capture time, nanoseconds, at which the open events are over; {@link Long#MAX_VALUE} when there are none. */
    public long closesAt() {
        return bins.isEmpty() ? Long.MAX_VALUE : (window + 1) * WINDOW;
    }

    /** Capture time of the earliest packet in an open event; {@link Long#MAX_VALUE} when there are none. */
    public long earliest() {
        return earliest;
    }

    /** Packets in open events. */
    public long gathered() {
        return gathered;
    }

    /** Open events; may be asked by any thread. */
    public int open() {
        return open;
    }
}

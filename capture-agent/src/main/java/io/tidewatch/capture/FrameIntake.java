package io.tidewatch.capture;

import io.tidewatch.capture.event.PacketEvent;
import io.tidewatch.capture.flood.Coalescer;
import io.tidewatch.capture.flood.Grain;
import io.tidewatch.capture.publish.Delivery;
import io.tidewatch.capture.publish.Publisher;
import io.tidewatch.capture.source.CapturedFrame;
import io.tidewatch.capture.spool.Parcel;
import io.tidewatch.capture.wire.Decoded;
import io.tidewatch.capture.wire.Defect;
import io.tidewatch.capture.wire.PacketDecoder;
import io.tidewatch.schemas.DefectCount;
import io.tidewatch.schemas.MalformedPacket;
import io.tidewatch.schemas.OperatorError;
import io.tidewatch.schemas.ReplayPosition;
import io.tidewatch.schemas.SegmentClock;
import io.tidewatch.schemas.SensorState;
import io.tidewatch.schemas.SensorStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One capture interface: its frames in, its numbered records out, and its books, from which its status is made. Frames,
 * marks and statuses come from one thread, acknowledgements from any; counts may be read by any.
 */
final class FrameIntake {
    /** Counted among the defects: a record on a segment that there was no clock left for. */
    static final String SEGMENT_LIMIT = "agent.segment_limit";

    private static final Logger LOG = LoggerFactory.getLogger(FrameIntake.class);
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Identity identity;
    private final PacketDecoder decoder = new PacketDecoder();
    private final Coalescer events;
    private final Publisher publisher;
    private final Consumer<PacketEvent> out = this::publish;
    private final AgentCounters counters = new AgentCounters();
    private final SegmentClocks clocks;
    private final Acknowledgements acknowledgements;
    private final Delivery books;
    private long sequence;
    /** Has a clock: most records are of the segment that the one before was of. */
    private String listed;
    private boolean unknownLinkTold;

    /**
     * Who speaks.
     *
     * @param sensor name of the sensor
     * @param captureInterface name of the interface
     * @param bootId what the sequences count within
     * @param startedAt when that began, wall clock
     */
    record Identity(String sensor, String captureInterface, String bootId, Instant startedAt) {
    }

    FrameIntake(Identity identity, Coalescer events, Publisher publisher, int segmentsMax) {
        this(identity, events, publisher, new SegmentClocks(segmentsMax),
            new Acknowledgements(Acknowledgements.NONE, 0));
    }

    private FrameIntake(Identity identity, Coalescer events, Publisher publisher, SegmentClocks clocks,
                        Acknowledgements acknowledgements) {
        this.identity = identity;
        this.events = events;
        this.publisher = publisher;
        this.clocks = clocks;
        this.acknowledgements = acknowledgements;
        this.books = new RecordBooks(new Parcel.Origin(identity.captureInterface(), identity.bootId()), counters,
            clocks, acknowledgements);
    }

    /** Goes on behind a committed status, with its boot id, counts, sequences and clocks. */
    static FrameIntake resume(SensorStatus last, Coalescer events, Publisher publisher, int segmentsMax) {
        Identity identity = new Identity(last.getSensor(), last.getInterface$(), last.getBootId(),
            last.getStartedAt());
        SegmentClocks clocks = new SegmentClocks(segmentsMax);
        clocks.resume(last.getClocks());
        long confirmed = last.getClocks().stream().map(SegmentClock::getWatermark).mapToLong(Instant::toEpochMilli)
            .max().orElse(Acknowledgements.NONE);
        FrameIntake intake = new FrameIntake(identity, events, publisher, clocks,
            new Acknowledgements(confirmed, last.getSequence()));
        intake.sequence = last.getSequence();
        intake.counters.resume(last);
        return intake;
    }

    Identity identity() {
        return identity;
    }

    /** Lists a segment in the status before anything was seen on it. */
    void list(String segment) {
        clocks.list(segment);
    }

    Counts counts() {
        return counters.snapshot();
    }

    AgentCounters counters() {
        return counters;
    }

    void accept(CapturedFrame frame) {
        Decoded decoded = decode(frame);
        if (decoded instanceof Decoded.NotOfInterest passed) {
            passedOver(frame, passed.reason());
            return;
        }
        counters.taken(!(decoded instanceof Decoded.Malformed), defects(decoded));
        Grain grain = events.accept(frame, decoded, out);
        if (grain.compareTo(Grain.CAUSE) > 0) {
            counters.counted(grain);
        }
    }

    /** A frame that was taken before the replay was cut off. */
    void pass(CapturedFrame frame) {
        Decoded decoded = decode(frame);
        if (!(decoded instanceof Decoded.NotOfInterest)) {
            events.pass(frame, decoded);
        }
    }

    /**
     * All frames that were taken before have been passed. Those in open events are what the committed status calls
     * pending; a status that has nothing pending was made when all of them had been published.
     *
     * @throws OperatorError when they are others, as with another budget
     */
    void resumed() {
        long pending = counters.snapshot().pending();
        if (pending == 0) {
            events.forget();
        } else if (pending != events.gathered()) {
            throw OperatorError.misused("The replay can't go on from where it was left", pending + " frames of "
                + identity.captureInterface() + " were counted in events that were not complete, and with today's "
                + AgentConfig.EVENT_BUDGET + " it would be " + events.gathered(), "Give " + AgentConfig.EVENT_BUDGET
                + " the value that it had, or replay from the start with " + AgentConfig.REPLAY_AGAIN);
        }
    }

    /** Capture time at which open events are over; {@link Long#MAX_VALUE} when there are none. */
    long closesAt() {
        return events.closesAt();
    }

    /** All frames with capture times up to here, nanoseconds, have been accepted: what is over is published. */
    void advance(long nanos) {
        events.advance(nanos, out);
    }

    /** The same, of events that were published before the replay was cut off. */
    void pass(long nanos) {
        events.pass(nanos);
    }

    /** Nothing more is to come, or not soon: all open events are published. */
    void closeEvents() {
        events.close(out);
    }

    /** Events that still count frames. */
    int openEvents() {
        return events.open();
    }

    private Decoded decode(CapturedFrame frame) {
        return decoder.decode(frame.linkType(), frame.bytes(), frame.offset(), frame.length(), frame.wireLength());
    }

    private void passedOver(CapturedFrame frame, Decoded.Reason reason) {
        switch (reason) {
            case LATER_FRAGMENT -> counters.laterFragment();
            case OTHER_PROTOCOL, ENCRYPTED -> counters.filtered();
            case LINK_TYPE -> {
                counters.filtered();
                if (!unknownLinkTold) {
                    unknownLinkTold = true;
                    LOG.warn("frames of link type {} on {} are passed over: the decoder does not know that link type",
                        frame.linkType(), identity.captureInterface());
                }
            }
        }
    }

    private void publish(PacketEvent event) {
        sequence++;
        if (!event.segment().equals(listed) && !(event.value() instanceof MalformedPacket)) {
            if (clocks.list(event.segment())) {
                listed = event.segment();
            } else {
                counters.defect(SEGMENT_LIMIT);
            }
        }
        acknowledgements.entered(sequence);
        publisher.publish(event, sequence, books);
    }

    private static List<Defect> defects(Decoded decoded) {
        if (decoded instanceof Decoded.GroupMembership group) {
            return group.envelope().anomalies();
        }
        return decoded instanceof Decoded.Icmp icmp ? icmp.envelope().anomalies()
            : List.of(((Decoded.Malformed) decoded).defect());
    }

    /**
     * Everything captured up to here, epoch milliseconds, has been accepted. What is in open events is not published,
     * so the clocks stop before it.
     */
    void mark(long millis) {
        acknowledgements.mark(Math.min(millis, Math.floorDiv(events.earliest(), NANOS_PER_MILLI) - 1));
    }

    /** How this interface stands. Clocks tell only what is acknowledged. */
    SensorStatus status(SensorState state, Instant now, ReplayPosition replay, String error) {
        Counts counts = counters.snapshot();
        long watermark = acknowledgements.confirmed();
        List<DefectCount> defects = new ArrayList<>();
        new TreeMap<>(counts.defects()).forEach((name, count) -> defects.add(new DefectCount(name, count)));
        List<SegmentClock> told = watermark == Acknowledgements.NONE ? List.of()
            : clocks.at(Instant.ofEpochMilli(watermark));
        return SensorStatus.newBuilder().setSensor(identity.sensor()).setInterface$(identity.captureInterface())
            .setBootId(identity.bootId()).setState(state).setVersion(AgentVersion.TEXT)
            .setStartedAt(identity.startedAt()).setSentAt(now).setSequence(sequence).setReceived(counts.received())
            .setKernelReceived(counts.kernelReceived())
            .setKernelDropped(counts.kernelDropped()).setInterfaceDropped(counts.interfaceDropped())
            .setInterruptions(counts.interruptions())
            .setFiltered(counts.filtered()).setFragments(counts.fragments()).setDecoded(counts.decoded())
            .setMalformed(counts.malformed()).setCoalesced(counts.coalesced()).setSpooled(counts.spooled())
            .setPending(counts.pending()).setPublished(counts.published()).setLost(counts.lost())
            .setDefects(defects).setClocks(told).setReplay(replay).setError(error).build();
    }
}

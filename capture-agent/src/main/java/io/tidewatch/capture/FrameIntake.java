package io.tidewatch.capture;

import io.tidewatch.capture.event.PacketEvent;
import io.tidewatch.capture.event.PacketEvents;
import io.tidewatch.capture.publish.Delivery;
import io.tidewatch.capture.publish.LostException;
import io.tidewatch.capture.publish.Publisher;
import io.tidewatch.capture.publish.Receipt;
import io.tidewatch.capture.source.CapturedFrame;
import io.tidewatch.capture.wire.Decoded;
import io.tidewatch.capture.wire.PacketDecoder;
import io.tidewatch.schemas.DefectCount;
import io.tidewatch.schemas.GmpEvent;
import io.tidewatch.schemas.IcmpEvent;
import io.tidewatch.schemas.MalformedPacket;
import io.tidewatch.schemas.RecordOrigin;
import io.tidewatch.schemas.ReplayPosition;
import io.tidewatch.schemas.SegmentClock;
import io.tidewatch.schemas.SensorState;
import io.tidewatch.schemas.SensorStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One capture interface: its frames in, its numbered records out, and its books, from which its status is made. Frames,
 * marks and statuses come from one thread, acknowledgements from any; counts may be read by any.
 */
final class FrameIntake {
    /** Counted among the defects: a record on a segment that there was no clock left for. */
    static final String SEGMENT_LIMIT = "agent.segment_limit";

    /** Counted among the defects: a record that is lost since Kafka takes none of its size. */
    static final String RECORD_TOO_LARGE = "agent.record_too_large";

    /** Counted among the defects: a record that is lost since the spool has no room, or may be no larger. */
    static final String SPOOL_FULL = "agent.spool_full";

    /** Counted among the defects: the spool's file was found unusable, or a record in it is lost with it. */
    static final String SPOOL_FAILED = "agent.spool_failed";

    private static final Logger LOG = LoggerFactory.getLogger(FrameIntake.class);

    private final Identity identity;
    private final PacketDecoder decoder = new PacketDecoder();
    private final PacketEvents events;
    private final Publisher publisher;
    private final AgentCounters counters = new AgentCounters();
    private final SegmentClocks clocks;
    private final Acknowledgements acknowledgements;
    private final Books books = new Books();
    private long sequence;
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

    FrameIntake(Identity identity, PacketEvents events, Publisher publisher, int segmentsMax) {
        this(identity, events, publisher, new SegmentClocks(segmentsMax),
            new Acknowledgements(Acknowledgements.NONE, 0));
    }

    private FrameIntake(Identity identity, PacketEvents events, Publisher publisher, SegmentClocks clocks,
                        Acknowledgements acknowledgements) {
        this.identity = identity;
        this.events = events;
        this.publisher = publisher;
        this.clocks = clocks;
        this.acknowledgements = acknowledgements;
    }

    /** Goes on behind a committed status, with its boot id, counts, sequences and clocks. */
    static FrameIntake resume(SensorStatus last, PacketEvents events, Publisher publisher, int segmentsMax) {
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
        } else {
            publish(events.of(frame, decoded));
        }
    }

    /** A frame that was published before the replay was cut off. */
    void pass(CapturedFrame frame) {
        if (!(decode(frame) instanceof Decoded.NotOfInterest)) {
            events.pass(frame);
        }
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
        boolean malformed = event.value() instanceof MalformedPacket;
        counters.handedOver(!malformed, defects(event.value()));
        if (!malformed && !clocks.list(event.segment())) {
            counters.defect(SEGMENT_LIMIT);
        }
        acknowledgements.entered(sequence);
        publisher.publish(event, new RecordOrigin(identity.bootId(), sequence), books);
    }

    private static List<String> defects(SpecificRecord value) {
        if (value instanceof GmpEvent gmp) {
            return gmp.getDefects();
        }
        if (value instanceof IcmpEvent icmp) {
            return icmp.getDefects();
        }
        return List.of(((MalformedPacket) value).getDefect());
    }

    /** Everything captured up to here, epoch milliseconds, has been accepted. */
    void mark(long millis) {
        acknowledgements.mark(millis);
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
            .setKernelDropped(counts.kernelDropped()).setInterfaceDropped(counts.interfaceDropped())
            .setFiltered(counts.filtered()).setFragments(counts.fragments()).setDecoded(counts.decoded())
            .setMalformed(counts.malformed()).setCoalesced(counts.coalesced()).setSpooled(counts.spooled())
            .setPending(counts.pending()).setPublished(counts.published()).setLost(counts.lost())
            .setDefects(defects).setClocks(told).setReplay(replay).setError(error).build();
    }

    /** Books what becomes of the records. */
    private final class Books implements Delivery {
        @Override
        public String captureInterface() {
            return identity.captureInterface();
        }

        @Override
        public void acknowledged(Receipt record, Place from) {
            counters.acknowledged(record.event(), record.frames(), from == Place.DISK);
            if (record.event()) {
                clocks.published(record.segment(), record.kind() == Receipt.Kind.GMP, record.sequence());
            }
            acknowledgements.settled(record.sequence());
        }

        @Override
        public void lost(Receipt record, Place from, Exception cause) {
            counters.lostInPublishing(1, record.frames(), from == Place.DISK, defect(cause));
            acknowledgements.settled(record.sequence());
        }

        private static String defect(Exception cause) {
            if (cause instanceof LostException lost) {
                return switch (lost.why()) {
                    case FULL, ENDED -> SPOOL_FULL;
                    case DAMAGED -> SPOOL_FAILED;
                };
            }
            return cause instanceof RecordTooLargeException ? RECORD_TOO_LARGE : null;
        }

        @Override
        public void spooled(Receipt record) {
            counters.spooled(record.frames());
        }

        @Override
        public void unspooled(Receipt record) {
            counters.spooled(-record.frames());
        }

        @Override
        public void lostOnDisk(long records, long frames, Exception cause) {
            counters.lostInPublishing(records, frames, true, defect(cause));
            acknowledgements.settledOldest(records);
        }

        @Override
        public void spoolFailed() {
            counters.defect(SPOOL_FAILED);
        }
    }
}

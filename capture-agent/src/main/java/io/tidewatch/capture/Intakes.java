package io.tidewatch.capture;

import io.tidewatch.capture.event.PacketEvents;
import io.tidewatch.capture.event.Segments;
import io.tidewatch.capture.flood.Coalescer;
import io.tidewatch.capture.publish.Publisher;
import io.tidewatch.capture.source.CapturedFrame;
import io.tidewatch.schemas.SensorStatus;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ObjLongConsumer;

/**
 * The capture interfaces of one source, each with its own sequence and books: a pcapng recording may hold several,
 * which are different links and must not mix. Fed by one thread; {@link #all} may be looked at by any.
 */
final class Intakes {
    /** A recording that names more interfaces than this is damaged or hostile. */
    private static final int MOST_INTERFACES = 1000;
    /** How much later than their end a frame of another interface must be to say that open events are over. */
    private static final long SKEW = Coalescer.WINDOW;

    private final AgentConfig config;
    private final Run run;
    private final Map<String, SensorStatus> committed;
    private final Publisher publisher;
    private final Map<String, FrameIntake> byRawName = new HashMap<>();
    private final Map<String, FrameIntake> byName = new ConcurrentSkipListMap<>();
    private String lastRawName;
    private FrameIntake last;
    /** Open events of any interface are over at this capture time at the earliest. */
    private long nextClose = Long.MAX_VALUE;

    /**
     * What the intakes of one run have in common.
     *
     * @param defaultInterface name of the interface of frames that do not name theirs
     * @param bootId the run's boot id
     * @param startedAt when the run began
     */
    record Run(String defaultInterface, String bootId, Instant startedAt) {
    }

    /**
     * Intakes of one run.
     *
     * @param committed statuses of this run that are committed, by interface; empty for a new run
     */
    Intakes(AgentConfig config, Run run, Map<String, SensorStatus> committed, Publisher publisher) {
        this.config = config;
        this.run = run;
        this.committed = committed;
        this.publisher = publisher;
        committed.forEach((name, status) -> byName.put(name,
            FrameIntake.resume(status, events(name), publisher, config.segmentsMax())));
    }

    /** Frames that the committed statuses cover. */
    long framesDone() {
        return committed.values().stream().mapToLong(status -> status.getReplay().getFrames()).max().orElse(0);
    }

    /** Takes a frame to its interface. */
    void accept(CapturedFrame frame) {
        passTime(frame.timestampNanos());
        FrameIntake intake = of(frame);
        intake.accept(frame);
        nextClose = Math.min(nextClose, intake.closesAt());
    }

    /** Takes a frame that was accepted before the replay was cut off, for what follows to be as if it had not been. */
    void pass(CapturedFrame frame) {
        advance(frame.timestampNanos() - SKEW, FrameIntake::pass);
        FrameIntake intake = of(frame);
        intake.pass(frame);
        nextClose = Math.min(nextClose, intake.closesAt());
    }

    /** All frames that were accepted before have been passed. */
    void resumed() {
        all().forEach(FrameIntake::resumed);
    }

    /**
     * A frame of some interface was captured, or would have been, at this time: time passes on all interfaces, also on
     * those that nothing more comes from.
     */
    void passTime(long nanos) {
        advance(nanos - SKEW, FrameIntake::advance);
    }

    /** Everything captured up to here, epoch milliseconds, has been accepted. */
    void mark(long millis) {
        advance(TimeUnit.MILLISECONDS.toNanos(millis), FrameIntake::advance);
        all().forEach(intake -> intake.mark(millis));
    }

    private void advance(long nanos, ObjLongConsumer<FrameIntake> how) {
        if (nanos >= nextClose) {
            nextClose = Long.MAX_VALUE;
            for (FrameIntake intake : all()) {
                how.accept(intake, nanos);
                nextClose = Math.min(nextClose, intake.closesAt());
            }
        }
    }

    /** Publishes all open events. */
    void closeEvents() {
        all().forEach(FrameIntake::closeEvents);
    }

    /** The intake of a frame's interface. */
    FrameIntake of(CapturedFrame frame) {
        String rawName = frame.interfaceName() == null ? run.defaultInterface() : frame.interfaceName();
        if (!rawName.equals(lastRawName)) {
            last = byRawName.get(rawName);
            if (last == null) {
                last = named(Segments.plain(rawName));
                if (byRawName.size() < MOST_INTERFACES) {
                    byRawName.put(rawName, last);
                }
            }
            lastRawName = rawName;
        }
        return last;
    }

    private FrameIntake named(String name) {
        FrameIntake known = byName.get(name);
        if (known != null) {
            return known;
        }
        if (byName.size() >= MOST_INTERFACES) {
            throw new TooManyInterfacesException(MOST_INTERFACES);
        }
        FrameIntake made = new FrameIntake(new FrameIntake.Identity(config.sensor(), name, run.bootId(),
            run.startedAt()), events(name), publisher, config.segmentsMax());
        byName.put(name, made);
        return made;
    }

    /** The name that the frame carries does not count here: one {@code PacketEvents} serves one interface. */
    private Coalescer events(String name) {
        return new Coalescer(new PacketEvents(config.topics(), config.sensor(), name, config.segments(name)),
            config.floodLimits());
    }

    /** The intake of frames that do not name their interface; made when it is first asked for. */
    FrameIntake ofDefault() {
        return named(Segments.plain(run.defaultInterface()));
    }

    Collection<FrameIntake> all() {
        return byName.values();
    }

    List<AgentReport.InterfaceReport> reports() {
        return all().stream().map(intake -> new AgentReport.InterfaceReport(intake.identity().captureInterface(),
            intake.identity().bootId(), intake.counts(), intake.openEvents())).toList();
    }

    /** A recording names more interfaces than anybody has. */
    static final class TooManyInterfacesException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooManyInterfacesException(int most) {
            super("it names more than " + most + " interfaces");
        }
    }
}

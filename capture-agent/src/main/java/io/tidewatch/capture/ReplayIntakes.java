package io.tidewatch.capture;

import io.tidewatch.capture.event.PacketEvents;
import io.tidewatch.capture.event.Segments;
import io.tidewatch.capture.publish.Publisher;
import io.tidewatch.capture.source.CapturedFrame;
import io.tidewatch.schemas.SensorStatus;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The capture interfaces of one recording, each with its own sequence and books: a pcapng file may hold several, which
 * are different links and must not mix. Fed by one thread; {@link #all} may be looked at by any.
 */
final class ReplayIntakes {
    /** A recording that names more interfaces than this is damaged or hostile. */
    private static final int MOST_INTERFACES = 1000;

    private final AgentConfig config;
    private final String defaultInterface;
    private final String bootId;
    private final Instant startedAt;
    private final Map<String, SensorStatus> committed;
    private final Publisher publisher;
    private final Map<String, FrameIntake> byRawName = new HashMap<>();
    private final Map<String, FrameIntake> byName = new ConcurrentSkipListMap<>();
    private String lastRawName;
    private FrameIntake last;

    /**
     * Intakes of one run.
     *
     * @param recording what is replayed
     * @param bootId the run's boot id
     * @param startedAt when the run began
     * @param committed statuses of this run that are committed, by interface; empty for a new run
     */
    ReplayIntakes(AgentConfig config, Recording recording, String bootId, Instant startedAt,
                  Map<String, SensorStatus> committed, Publisher publisher) {
        this.config = config;
        this.defaultInterface = recording.name();
        this.bootId = bootId;
        this.startedAt = startedAt;
        this.committed = committed;
        this.publisher = publisher;
        committed.forEach((name, status) -> byName.put(name,
            FrameIntake.resume(status, events(name), publisher, config.segmentsMax())));
    }

    /** Frames that the committed statuses cover. */
    long framesDone() {
        return committed.values().stream().mapToLong(status -> status.getReplay().getFrames()).max().orElse(0);
    }

    /** The intake of a frame's interface. */
    FrameIntake of(CapturedFrame frame) {
        String rawName = frame.interfaceName() == null ? defaultInterface : frame.interfaceName();
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
        FrameIntake made = new FrameIntake(new FrameIntake.Identity(config.sensor(), name, bootId, startedAt),
            events(name), publisher, config.segmentsMax());
        byName.put(name, made);
        return made;
    }

    /** The name that the frame carries does not count here: one {@code PacketEvents} serves one interface. */
    private PacketEvents events(String name) {
        return new PacketEvents(config.topics(), config.sensor(), name, config.segments(name));
    }

    /** An empty recording has a status as well. */
    void requireOne() {
        if (byName.isEmpty()) {
            named(Segments.plain(defaultInterface));
        }
    }

    Collection<FrameIntake> all() {
        return byName.values();
    }

    /** A recording names more interfaces than anybody has. */
    static final class TooManyInterfacesException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooManyInterfacesException(int most) {
            super("it names more than " + most + " interfaces");
        }
    }
}

package io.tidewatch.capture;

import io.tidewatch.capture.publish.LastStatuses;
import io.tidewatch.capture.publish.PublishException;
import io.tidewatch.capture.publish.Publisher;
import io.tidewatch.capture.publish.ReplayPublisher;
import io.tidewatch.capture.source.CaptureDirectory;
import io.tidewatch.capture.source.CaptureFile;
import io.tidewatch.capture.source.CaptureFileException;
import io.tidewatch.schemas.OperatorError;
import io.tidewatch.schemas.ReplayPosition;
import io.tidewatch.schemas.SensorStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replays a recording once, whatever happens on the way: each attempt shuts out what was before it, reads what is
 * committed, and goes on behind that. A failed transaction costs an attempt; progress gives the attempts back.
 */
final class Replay implements Capture {
    private static final Logger LOG = LoggerFactory.getLogger(Replay.class);
    private static final int ATTEMPTS = 5;
    private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(500);

    private final AgentConfig config;
    private final Path path;
    private final Function<String, ReplayPublisher> publishers;
    private final Supplier<Map<String, SensorStatus>> committed;
    private final AgentClock clock;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread thread;

    private volatile boolean stopping;
    private volatile AgentReport.Outcome outcome = AgentReport.Outcome.STARTING;
    private volatile OperatorError failure;
    private volatile Attempt attempt;
    private volatile String cut;
    private String bootId;
    private Instant startedAt;
    private int failures;

    /** One passage, with what it began with. */
    private record Attempt(Recording recording, Intakes intakes, ReplayRun run, long resumedAt) {
    }

    /**
     * A replay of the configured file.
     *
     * @param publishers makes a publisher that goes by the interface name given
     * @param committed looks up the sensor's last committed statuses, by interface
     */
    Replay(AgentConfig config, Function<String, ReplayPublisher> publishers,
           Supplier<Map<String, SensorStatus>> committed, AgentClock clock) {
        this.config = config;
        this.path = Path.of(config.captureFile());
        this.publishers = publishers;
        this.committed = committed;
        this.clock = clock;
        this.thread = new Thread(this::replay, "replay");
    }

    @Override
    public void check() {
        if (Files.exists(path) && !Files.isRegularFile(path) && !Files.isDirectory(path)) {
            throw OperatorError.misused(path + " can't be replayed", "It is a pipe or a device, and a replay reads "
                + "what it replays more than once", "Hand it over as standard input: -r - < " + path);
        }
        try {
            if (Files.isDirectory(path)) {
                CaptureDirectory listed = CaptureDirectory.list(path);
                LOG.debug("{} holds {} captures", path, listed.captures().size());
            } else {
                CaptureFile.open(path).close();
            }
        } catch (IOException e) {
            throw unreadable(e, "Nothing of it was replayed; give a pcap or pcapng file");
        }
    }

    @Override
    public void start() {
        thread.start();
    }

    private void replay() {
        try {
            // The digest of all of it takes as long as what is asked of the broker meanwhile.
            FutureTask<Recording> reading = new FutureTask<>(() -> Recording.of(path, config.pace()));
            Thread reader = new Thread(reading, "digest");
            reader.setDaemon(true);
            reader.start();
            while (!attempt(reading)) {
                clock.pause(FIRST_PAUSE << failures);
            }
        } catch (CaptureFileException | Intakes.TooManyInterfacesException e) {
            fail(unreadable(e, "The frames before that are published; mend or cut the file to go on"));
        } catch (OperatorError e) {
            fail(e);
        } catch (InterruptedException e) {
            outcome = AgentReport.Outcome.STOPPED;
            LOG.warn("the replay of {} was interrupted; what is not committed is not published", path);
        } catch (RuntimeException e) {
            fail(OperatorError.failed("The replay of " + path + " ended by a defect of Tidewatch", e.toString(),
                "Please report it with the log; starting again goes on behind what is committed", e));
        } finally {
            ended.countDown();
        }
    }

    /** One attempt; false when another is worth it. */
    private boolean attempt(FutureTask<Recording> reading) throws CaptureFileException, InterruptedException {
        if (stopping) {
            outcome = AgentReport.Outcome.STOPPED;
            return true;
        }
        try (ReplayPublisher publisher = publishers.apply(Recording.name(path))) {
            publisher.begin();
            Map<String, SensorStatus> statuses = bootId == null && config.replayAgain() ? Map.of() : committed.get();
            Recording recording = read(reading);
            Map<String, SensorStatus> before = before(recording, statuses);
            if (bootId == null && before.values().stream().anyMatch(status -> status.getReplay().getFinished()
                    && status.getReplay().getDigest().equals(recording.digest()))) {
                outcome = AgentReport.Outcome.ALREADY_REPLAYED;
                LOG.info("{} has been replayed before; nothing to do", path);
                return true;
            }
            attempt = begin(recording, before, publisher);
            run(attempt.run(), publisher);
            return true;
        } catch (PublishException e) {
            failures++;
            if (e.hopeless() || failures >= ATTEMPTS) {
                throw OperatorError.failed("The replay of " + path + " could not be published", e.getMessage(),
                    "Mend that and start again: the replay goes on behind what is committed", e);
            }
            LOG.warn("{}; trying again from the last checkpoint", e.getMessage());
            return false;
        }
    }

    private static Recording read(FutureTask<Recording> reading) throws CaptureFileException, InterruptedException {
        try {
            return reading.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof CaptureFileException unreadable) {
                throw unreadable;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /** What is committed of this run, or of the run to go on with: of this recording, or of its beginning. */
    private Map<String, SensorStatus> before(Recording recording, Map<String, SensorStatus> statuses)
            throws CaptureFileException {
        if (bootId != null) {
            return statuses.entrySet().stream().filter(status -> status.getValue().getBootId().equals(bootId))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        }
        Map<String, SensorStatus> same = LastStatuses.ofReplay(statuses, recording.digest());
        return same.isEmpty() ? beginning(recording, statuses) : same;
    }

    /** The longest earlier replay of what this recording begins with. Without a frame that could be any. */
    private Map<String, SensorStatus> beginning(Recording recording, Map<String, SensorStatus> statuses)
            throws CaptureFileException {
        TreeMap<Long, Set<String>> earlier = new TreeMap<>();
        for (SensorStatus status : statuses.values()) {
            ReplayPosition replay = status.getReplay();
            if (replay != null && replay.getFrames() > 0 && replay.getTotalBytes() < recording.totalBytes()) {
                earlier.computeIfAbsent(replay.getTotalBytes(), length -> new HashSet<>()).add(replay.getDigest());
            }
        }
        Map<Long, String> beginnings = earlier.isEmpty() ? Map.of() : recording.beginnings(earlier.keySet());
        for (Map.Entry<Long, Set<String>> candidate : earlier.descendingMap().entrySet()) {
            String digest = beginnings.get(candidate.getKey());
            if (candidate.getValue().contains(digest)) {
                LOG.info("{} has grown since it was replayed; going on with what is new", path);
                return LastStatuses.ofReplay(statuses, digest);
            }
        }
        warnOfNamesake(recording, statuses);
        return Map.of();
    }

    /** A directory whose files were replaced or deleted since can't be told from another one of that name. */
    private void warnOfNamesake(Recording recording, Map<String, SensorStatus> statuses) {
        if (recording.directory() && statuses.values().stream().anyMatch(status -> status.getReplay() != null
                && status.getReplay().getFile().equals(recording.name()))) {
            LOG.warn("a directory {} was replayed before, and what is in it now does not begin with what was in it "
                + "then: replaying all of it", recording.name());
        }
    }

    private Attempt begin(Recording recording, Map<String, SensorStatus> before, Publisher publisher) {
        Recording called = recording;
        if (before.isEmpty()) {
            bootId = bootId == null ? UUID.randomUUID().toString() : bootId;
            startedAt = startedAt == null ? clock.now() : startedAt;
        } else {
            SensorStatus any = before.values().iterator().next();
            bootId = any.getBootId();
            startedAt = any.getStartedAt();
            called = recording.called(any.getReplay().getFile());
        }
        Intakes intakes = new Intakes(config, new Intakes.Run(called.name(), bootId, startedAt), before,
            publisher);
        ReplayRun run = new ReplayRun(called, intakes, publisher, clock, () -> stopping);
        if (intakes.framesDone() > 0) {
            LOG.info("going on with the replay of {} behind frame {}", path, intakes.framesDone());
        }
        return new Attempt(called, intakes, run, intakes.framesDone());
    }

    private void run(ReplayRun run, ReplayPublisher publisher) throws CaptureFileException, InterruptedException {
        outcome = AgentReport.Outcome.RUNNING;
        try {
            cut = passage(run, publisher);
        } finally {
            failures = publisher.committed() ? 0 : failures;
        }
        if (cut != null) {
            LOG.warn("{}: {}. The frames before it are published.", path, cut);
        }
        outcome = run.finished() ? AgentReport.Outcome.ENDED : AgentReport.Outcome.STOPPED;
    }

    /** Whatever ends it, what it told last is to be committed. */
    private static String passage(ReplayRun run, ReplayPublisher publisher)
            throws CaptureFileException, InterruptedException {
        try {
            return run.run();
        } finally {
            publisher.settle();
        }
    }

    private void fail(OperatorError error) {
        failure = error;
        outcome = AgentReport.Outcome.FAILED;
        LOG.error("{}", error.getMessage());
    }

    private OperatorError unreadable(Exception cause, String whatToDo) {
        return OperatorError.failed(path + " could not be replayed", cause.getMessage(), whatToDo, cause);
    }

    @Override
    public boolean awaitEnd(Duration longest) throws InterruptedException {
        return ended.await(longest.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public AgentReport.Outcome outcome() {
        return outcome;
    }

    @Override
    public OperatorError failure() {
        return failure;
    }

    @Override
    public List<AgentReport.InterfaceReport> interfaces() {
        Attempt now = attempt;
        return now == null ? List.of() : now.intakes().reports();
    }

    @Override
    public AgentReport.Progress progress() {
        Attempt now = attempt;
        if (now == null) {
            return new AgentReport.Progress(Recording.name(path), 0, 0, 0, 0, null);
        }
        ReplayRun.Place place = now.run().place();
        return new AgentReport.Progress(now.recording().name(), place.frames(), place.bytes(),
            now.recording().totalBytes(), now.resumedAt(), cut);
    }

    @Override
    public void close() {
        stopping = true;
        if (thread.isAlive()) {
            boolean interrupted = false;
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                    thread.interrupt();
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}

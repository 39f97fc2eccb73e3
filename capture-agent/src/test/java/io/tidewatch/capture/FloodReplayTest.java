package io.tidewatch.capture;

import static io.tidewatch.capture.wire.FloodFrames.ten;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.capture.publish.MockKafka;
import io.tidewatch.capture.wire.FloodFrames;
import io.tidewatch.schemas.IcmpEvent;
import io.tidewatch.schemas.MalformedPacket;
import io.tidewatch.schemas.SensorState;
import io.tidewatch.schemas.SensorStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Replays of flooded recordings, whole and cut off: the same events, each packet in one of them. */
class FloodReplayTest {
    private static final int FRAMES = 160;
    private static final long SECOND = 1_000_000_000;
    private static final String[] FLOODED = {"event.budget", "10", "event.keys", "16"};

    @TempDir
    Path folder;
    private Path file;

    /** Floods of one cause and of many, malformed packets, membership, other protocols, late times. */
    private static List<Recordings.Frame> flood(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Recordings.Frame> mixed = Recordings.mixed(29);
        List<Recordings.Frame> frames = new ArrayList<>();
        long micros = 0;
        for (int i = 0; i < FRAMES; i++) {
            micros += random.nextInt(20_000) + (i == FRAMES / 2 ? 3_000_000 : 0);
            byte[] bytes = switch (random.nextInt(5)) {
                case 0 -> mixed.get(random.nextInt(mixed.size())).bytes();
                case 1 -> FloodFrames.truncated(ten(1 + random.nextInt(2)), ten(2), i);
                case 2 -> FloodFrames.unreachable(ten(random.nextInt(1 << 24)), ten(2), ten(random.nextInt(1 << 24)),
                    random.nextInt(60_000), 53);
                default -> FloodFrames.unreachable(ten(1), ten(2), ten(3), random.nextInt(60_000), 53);
            };
            frames.add(new Recordings.Frame(random.nextInt(20) == 0 ? Math.max(0, micros - 300_000) : micros, bytes));
        }
        return frames;
    }

    private AgentConfig config(String... more) {
        Map<String, String> settings = new HashMap<>(Map.of("capture.file", file.toString(), "capture.pace", "100",
            "sensor.name", "s1", "bootstrap.servers", "unused:9092", "schema.registry.url", "http://unused"));
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        return AgentConfig.of(settings);
    }

    /** With this clock there is a checkpoint behind each frame of a paced replay. */
    private static Replay run(MockKafka kafka, AgentConfig config) throws InterruptedException {
        return run(kafka, config, new ManualClock(SECOND));
    }

    private static Replay run(MockKafka kafka, AgentConfig config, AgentClock clock) throws InterruptedException {
        Replay replay = new Replay(config, kafka::connect, kafka::lastStatuses, clock);
        replay.start();
        assertThat(replay.awaitEnd(Duration.ofSeconds(30))).isTrue();
        return replay;
    }

    private static void requireBalance(SensorStatus status) {
        assertThat(status.getReceived()).as("%s", status).isEqualTo(status.getFiltered() + status.getFragments()
            + status.getPublished() + status.getCoalesced() + status.getMalformed() + status.getLost()
            + status.getPending());
    }

    private static long count(SpecificRecord event) {
        return event instanceof IcmpEvent icmp ? icmp.getCount()
            : event instanceof MalformedPacket malformed ? malformed.getCount() : 1;
    }

    private static long packets(MockKafka kafka) {
        return kafka.events().stream().mapToLong(event -> count(event.value())).sum();
    }

    /** The events by number, without the boot id, which is another one in each test. */
    private static List<Object> history(MockKafka kafka) {
        List<Object> history = new ArrayList<>();
        kafka.events().forEach(event -> history.add(List.of(event.value().get(2), event.origin().sequence(),
            event.key(), event.value())));
        return history;
    }

    @Test
    void whereverAReplayIsKilledItGoesOnAsIfItHadNotBeen() throws InterruptedException {
        for (long seed = 1; seed <= 2; seed++) {
            file = Recordings.pcap(folder.resolve(seed + ".pcap"), flood(seed));
            MockKafka whole = new MockKafka(commit -> null);
            Replay undisturbed = run(whole, config(FLOODED));
            Counts counts = undisturbed.interfaces().get(0).counts();
            assertThat(packets(whole)).isEqualTo(counts.published() + counts.coalesced() + counts.malformed())
                .isEqualTo(FRAMES - counts.filtered() - counts.fragments());
            assertThat(counts.coalesced()).isPositive();
            assertThat(counts.pending()).isZero();
            int commits = whole.statuses().size();
            assertThat(commits).as("a checkpoint behind each frame").isGreaterThan(FRAMES);
            assertThat(whole.statuses().stream().filter(status -> status.getPending() > 0)).hasSizeGreaterThan(20);

            for (int killed = 2; killed <= commits; killed++) {
                int at = killed;
                MockKafka cut = new MockKafka(commit -> commit == at ? new ProducerFencedException("killed") : null);
                assertThat(run(cut, config(FLOODED)).outcome()).isEqualTo(AgentReport.Outcome.FAILED);
                MockKafka resumed = new MockKafka(cut);
                Replay after = run(resumed, config(FLOODED));
                assertThat(after.outcome()).isEqualTo(AgentReport.Outcome.ENDED);
                assertThat(history(resumed)).as("seed %d killed at commit %d", seed, killed).isEqualTo(history(whole));
                assertThat(after.interfaces().get(0).counts()).as("seed %d killed at commit %d", seed, killed)
                    .isEqualTo(counts);
                resumed.statuses().forEach(FloodReplayTest::requireBalance);
            }
        }
    }

    @Test
    void thePaceAndTheCheckpointsChangeNothing() throws InterruptedException {
        for (long seed = 1; seed <= 20; seed++) {
            List<Recordings.Frame> frames = flood(seed);
            file = seed % 2 == 0 ? Recordings.pcap(folder.resolve(seed + ".pcap"), frames)
                : Recordings.pcapng(folder.resolve(seed + ".pcapng"), frames, "a", "b", "c");
            MockKafka paced = new MockKafka(commit -> commit % 40 == 0 ? new TimeoutException("away") : null);
            run(paced, config(FLOODED));
            MockKafka unpaced = new MockKafka(commit -> null);
            run(unpaced, config("event.budget", "10", "event.keys", "16", "capture.pace", "max"));
            assertThat(paced.connections()).isGreaterThan(3);
            assertThat(byInterface(paced)).as("seed %d", seed).isEqualTo(byInterface(unpaced));
        }
    }

    private static Map<Object, List<Object>> byInterface(MockKafka kafka) {
        Map<Object, List<Object>> histories = new HashMap<>();
        history(kafka).forEach(event -> histories.computeIfAbsent(((List<?>) event).get(0),
            name -> new ArrayList<>()).add(event));
        return histories;
    }

    /** {@code count} errors of one cause, one a millisecond. */
    private static List<Recordings.Frame> errors(int count, long fromMicros) {
        List<Recordings.Frame> frames = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            frames.add(new Recordings.Frame(fromMicros + i * 1000L,
                FloodFrames.unreachable(ten(1), ten(2), ten(3), i, 53)));
        }
        return frames;
    }

    @Test
    void clocksStopBeforeWhatIsStillBeingCounted() throws InterruptedException {
        file = Recordings.pcap(folder.resolve("x.pcap"), errors(50, 0));
        MockKafka kafka = new MockKafka(commit -> null);
        run(kafka, config(FLOODED));

        for (SensorStatus status : kafka.statuses()) {
            long frames = status.getReplay().getFrames();
            if (frames > 10 && status.getState() == SensorState.REPLAYING) {
                assertThat(status.getPending()).isEqualTo(frames - 10);
                assertThat(status.getClocks().get(0).getWatermark())
                    .isEqualTo(Instant.ofEpochMilli(Recordings.START_MS + 9));
            }
        }
        SensorStatus last = kafka.lastStatuses().get("x.pcap");
        assertThat(last.getPending()).isZero();
        assertThat(last.getClocks().get(0).getWatermark()).isEqualTo(Instant.ofEpochMilli(Recordings.START_MS + 49));
        assertThat(List.of(last.getPublished(), last.getCoalesced(), last.getDecoded())).containsExactly(11L, 39L, 50L);
    }

    @Test
    void silenceEndsWhatIsBeingCountedInAPacedReplay() throws InterruptedException {
        List<Recordings.Frame> frames = errors(50, 0);
        frames.add(new Recordings.Frame(60_000_000, Recordings.ARP));
        file = Recordings.pcap(folder.resolve("silence.pcap"), frames);
        MockKafka kafka = new MockKafka(commit -> null);
        run(kafka, config("event.budget", "10", "capture.pace", "recorded"), new ManualClock(0));

        SensorStatus first = kafka.statuses().stream().filter(status -> status.getCoalesced() > 0).findFirst()
            .orElseThrow();
        assertThat(first.getReplay().getFrames()).isEqualTo(50);
        assertThat(first.getClocks().get(0).getWatermark())
            .isBefore(Instant.ofEpochMilli(Recordings.START_MS + 2000));
    }

    @Test
    void theOtherInterfacesOfARecordingMoveTimeOn() throws InterruptedException {
        List<Recordings.Frame> frames = new ArrayList<>();
        for (Recordings.Frame error : errors(50, 0)) {
            frames.add(error);
            frames.add(new Recordings.Frame(error.micros() + 1_000_000, Recordings.ARP));
        }
        // Interface a is flooded first, then only b is heard.
        frames.sort(Comparator.comparing(Recordings.Frame::micros));
        List<Recordings.Frame> turns = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            turns.add(frames.get(i));
            turns.add(new Recordings.Frame(frames.get(i).micros(), Recordings.ARP));
        }
        for (int i = 50; i < 100; i++) {
            turns.add(new Recordings.Frame(frames.get(i).micros(), Recordings.ARP));
        }
        file = Recordings.pcapng(folder.resolve("two.pcapng"), turns, "a", "b");
        MockKafka kafka = new MockKafka(commit -> null);
        run(kafka, config(FLOODED));
        assertThat(kafka.statuses().stream().filter(status -> status.getState() == SensorState.REPLAYING
            && status.getInterface$().equals("a") && status.getCoalesced() == 39)).isNotEmpty();
    }

    /** A clock that, when half of the frames are done, asks for the replay to be stopped. */
    private static final class StoppingClock implements AgentClock {
        private final ManualClock time = new ManualClock(SECOND);
        private Replay replay;
        private Thread closer;

        @Override
        public long nanos() {
            if (replay.progress().frames() == 25 && closer == null) {
                closer = new Thread(replay::close);
                closer.start();
                while (closer.getState() != Thread.State.WAITING) {
                    // It waits for the end of the thread that we are on.
                    Thread.onSpinWait();
                }
            }
            return time.nanos();
        }

        @Override
        public Instant now() {
            return time.now();
        }

        @Override
        public void pause(long nanos) {
            time.pause(nanos);
        }
    }

    @Test
    void aStoppedReplayKeepsWhatItWasCounting() throws InterruptedException {
        file = Recordings.pcap(folder.resolve("x.pcap"), errors(50, 0));
        MockKafka kafka = new MockKafka(commit -> null);
        StoppingClock clock = new StoppingClock();
        clock.replay = new Replay(config(FLOODED), kafka::connect, kafka::lastStatuses, clock);
        clock.replay.start();
        assertThat(clock.replay.awaitEnd(Duration.ofSeconds(30))).isTrue();
        SensorStatus stopped = kafka.lastStatuses().get("x.pcap");
        assertThat(stopped.getState()).isEqualTo(SensorState.STOPPED);
        assertThat(stopped.getPending()).isEqualTo(stopped.getReplay().getFrames() - 10).isPositive();

        MockKafka resumed = new MockKafka(kafka);
        run(resumed, config(FLOODED));
        assertThat(packets(resumed)).isEqualTo(50);
        assertThat(resumed.events()).hasSize(11);
    }

    @Test
    void anotherBudgetInTheMiddleOfAFloodIsRefusedWhereItWouldLosePackets() throws InterruptedException {
        file = Recordings.pcap(folder.resolve("x.pcap"), errors(50, 0));
        MockKafka cut = new MockKafka(commit -> commit == 30 ? new ProducerFencedException("killed") : null);
        run(cut, config(FLOODED));
        long done = cut.lastStatuses().get("x.pcap").getReplay().getFrames();
        Replay refused = run(new MockKafka(cut), config("event.budget", "5"));
        assertThat(refused.failure()).hasMessage("The replay can't go on from where it was left. " + (done - 10)
            + " frames of x.pcap were counted in events that were not complete, and with today's event.budget it would "
            + "be " + (done - 5) + ". Give event.budget the value that it had, or replay from the start with "
            + "replay.again.");

        // With more keys, or where nothing was being counted, it makes no difference.
        MockKafka keys = new MockKafka(cut);
        run(keys, config("event.budget", "10", "event.keys", "1000"));
        assertThat(packets(keys)).isEqualTo(50);
        MockKafka early = new MockKafka(commit -> commit == 10 ? new ProducerFencedException("killed") : null);
        run(early, config(FLOODED));
        MockKafka goesOn = new MockKafka(early);
        run(goesOn, config("event.budget", "5"));
        assertThat(packets(goesOn)).isEqualTo(50);
    }
}

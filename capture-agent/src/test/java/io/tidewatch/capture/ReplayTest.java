package io.tidewatch.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tidewatch.capture.publish.MockKafka;
import io.tidewatch.schemas.GmpEvent;
import io.tidewatch.schemas.IcmpEvent;
import io.tidewatch.schemas.MalformedPacket;
import io.tidewatch.schemas.ReplayPosition;
import io.tidewatch.schemas.SegmentClock;
import io.tidewatch.schemas.SensorState;
import io.tidewatch.schemas.SensorStatus;
import io.tidewatch.schemas.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayTest {
    private static final int FRAMES = 2900;
    /** Of each 29 frames, 25 leave an event and one more does with a defect. */
    private static final long EVENTS = 2600;
    private static final long MALFORMED = 100;
    /** So that there is a checkpoint at each look at the clock, every 256 frames. */
    private static final long PER_LOOK = 1_000_000_000;

    @TempDir
    Path folder;
    private Path file;

    @BeforeEach
    void record() {
        file = Recordings.pcap(folder.resolve("lab.pcap"), Recordings.mixed(FRAMES));
    }

    private AgentConfig config(String... more) {
        Map<String, String> settings = new HashMap<>(Map.of("capture.file", file.toString(), "capture.pace", "max",
            "sensor.name", "s1", "segment.name", "lan", "bootstrap.servers", "unused:9092", "schema.registry.url",
            "http://unused"));
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        return AgentConfig.of(settings);
    }

    private static Replay run(MockKafka kafka, AgentConfig config, AgentClock clock) throws InterruptedException {
        Replay replay = new Replay(config, kafka::connect, kafka::lastStatuses, clock);
        replay.check();
        replay.start();
        assertThat(replay.awaitEnd(Duration.ofSeconds(30))).isTrue();
        return replay;
    }

    private static List<Long> upTo(long last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }

    @Test
    void everyFrameIsAccountedFor() throws InterruptedException {
        MockKafka kafka = new MockKafka(commit -> null);
        Replay replay = run(kafka, config(), new ManualClock(PER_LOOK));

        assertThat(replay.outcome()).isEqualTo(AgentReport.Outcome.ENDED);
        Counts counts = replay.interfaces().get(0).counts();
        assertThat(List.of(counts.received(), counts.filtered(), counts.fragments(), counts.decoded(),
            counts.published(), counts.malformed(), counts.lost(), counts.pending()))
            .containsExactly((long) FRAMES, 100L, 100L, EVENTS, EVENTS, MALFORMED, 0L, 0L);
        assertThat(counts.defects()).containsEntry("igmp.truncated", MALFORMED).containsEntry("igmp.checksum", 100L);
        assertThat(kafka.sequences()).isEqualTo(upTo(EVENTS + MALFORMED));
        assertThat(kafka.events()).hasSize((int) (counts.published() + counts.malformed()));
        assertThat(kafka.events().stream().filter(event -> event.value() instanceof MalformedPacket)).hasSize(100);
        assertThat(kafka.statuses()).hasSizeGreaterThan(5).allSatisfy(status -> assertThat(status.getReceived())
            .isEqualTo(status.getFiltered() + status.getFragments() + status.getPublished() + status.getCoalesced()
                + status.getMalformed() + status.getLost() + status.getPending()));
    }

    @Test
    void aRecordThatKafkaIsTooSmallForIsCountedAndTheRestGoesOn() throws InterruptedException {
        MockKafka kafka = new MockKafka(commit -> null).tooSmallFor(new Topics(Topics.DEFAULT_PREFIX).malformed());
        Replay replay = run(kafka, config(), new ManualClock(PER_LOOK));

        assertThat(replay.outcome()).isEqualTo(AgentReport.Outcome.ENDED);
        Counts counts = replay.interfaces().get(0).counts();
        assertThat(List.of(counts.received(), counts.published(), counts.malformed(), counts.lost(), counts.pending()))
            .containsExactly((long) FRAMES, EVENTS, 0L, MALFORMED, 0L);
        assertThat(counts.defects()).containsEntry("agent.record_too_large", MALFORMED);
        assertThat(kafka.events()).hasSize((int) EVENTS);
        assertThat(kafka.lastStatuses().get("lab.pcap").getLost()).isEqualTo(MALFORMED);
        assertThat(kafka.connections()).isEqualTo(1);
    }

    @Test
    void eachTransactionTellsHowFarItReaches() throws Exception {
        MockKafka kafka = new MockKafka(commit -> null);
        Replay replay = run(kafka, config(), new ManualClock(PER_LOOK));

        List<SensorStatus> statuses = kafka.statuses();
        assertThat(statuses).allSatisfy(status -> {
            long frames = status.getReplay().getFrames();
            assertThat(status.getReceived()).isEqualTo(frames);
            assertThat(status.getClocks()).extracting(SegmentClock::getSegment).containsExactly("lan");
            assertThat(status.getClocks().get(0).getWatermark())
                .isEqualTo(Instant.ofEpochMilli(Recordings.START_MS + frames - 1));
        });
        assertThat(statuses.stream().limit(statuses.size() - 1)).extracting(SensorStatus::getState)
            .containsOnly(SensorState.REPLAYING);
        SensorStatus last = statuses.get(statuses.size() - 1);
        long size = Files.size(file);
        assertThat(last.getState()).isEqualTo(SensorState.ENDED);
        assertThat(last.getReplay()).isEqualTo(new ReplayPosition("lab.pcap", last.getReplay().getDigest(),
            (long) FRAMES, size, size, true));
        assertThat(last.getReplay().getDigest()).matches("[0-9a-f]{64}");
        assertThat(last.getSequence()).isEqualTo(EVENTS + MALFORMED);
        long lastGmp = lastSequence(kafka, GmpEvent.class);
        long lastIcmp = lastSequence(kafka, IcmpEvent.class);
        assertThat(last.getClocks()).containsExactly(new SegmentClock("lan",
            Instant.ofEpochMilli(Recordings.START_MS + FRAMES - 1), lastGmp, lastIcmp));
        assertThat(replay.progress()).isEqualTo(new AgentReport.Progress("lab.pcap", FRAMES, size, size, 0, null));
    }

    private static long lastSequence(MockKafka kafka, Class<?> type) {
        return kafka.events().stream().filter(event -> type.isInstance(event.value()))
            .mapToLong(event -> event.origin().sequence()).max().orElseThrow();
    }

    @Test
    void aFailedTransactionIsRepeatedAndNothingElse() throws InterruptedException {
        MockKafka kafka = new MockKafka(commit -> commit == 1 || commit == 4 || commit == 6
            ? new TimeoutException("broker away") : null);
        Replay replay = run(kafka, config(), new ManualClock(PER_LOOK));

        assertThat(replay.outcome()).isEqualTo(AgentReport.Outcome.ENDED);
        assertThat(kafka.connections()).isEqualTo(4);
        assertThat(kafka.allClosed()).isTrue();
        assertThat(kafka.sequences()).isEqualTo(upTo(EVENTS + MALFORMED));
        assertThat(kafka.events()).extracting(event -> event.origin().bootId())
            .containsOnly(replay.interfaces().get(0).bootId());
        assertThat(replay.interfaces().get(0).counts().received()).isEqualTo(FRAMES);
    }

    @Test
    void aRestartGoesOnWithTheSameEvents() throws InterruptedException {
        MockKafka whole = new MockKafka(commit -> null);
        run(whole, config(), new ManualClock(PER_LOOK));
        MockKafka cut = new MockKafka(commit -> commit == 3 ? new ProducerFencedException("killed here") : null);
        Replay killed = run(cut, config(), new ManualClock(PER_LOOK));
        long before = cut.lastStatuses().get("lab.pcap").getReplay().getFrames();
        MockKafka after = new MockKafka(cut);
        Replay resumed = run(after, config(), new ManualClock(PER_LOOK));

        assertThat(killed.outcome()).isEqualTo(AgentReport.Outcome.FAILED);
        assertThat(before).isBetween(1L, (long) FRAMES - 1);
        assertThat(resumed.progress().resumedAt()).isEqualTo(before);
        assertThat(after.sequences()).isEqualTo(upTo(EVENTS + MALFORMED));
        assertThat(ids(after)).isEqualTo(ids(whole));
        assertThat(after.statuses().stream().map(SensorStatus::getBootId).distinct()).hasSize(1);
        SensorStatus last = after.lastStatuses().get("lab.pcap");
        assertThat(last.getReceived()).isEqualTo(FRAMES);
        assertThat(last.getClocks()).isEqualTo(whole.lastStatuses().get("lab.pcap").getClocks());
        assertThat(last.getDefects()).isEqualTo(whole.lastStatuses().get("lab.pcap").getDefects());
    }

    private static List<Object> ids(MockKafka kafka) {
        return kafka.events().stream().map(event -> event.value().get(0)).toList();
    }

    @Test
    void equalFramesOfOneInstantKeepTheirIdsAcrossARestart() throws InterruptedException {
        byte[] report = Recordings.mixed(7).get(6).bytes();
        file = Recordings.pcap(folder.resolve("same.pcap"),
            IntStream.range(0, 2000).mapToObj(i -> new Recordings.Frame(0, report)).toList());
        MockKafka kafka = new MockKafka(commit -> commit == 2 ? new TimeoutException("broker away") : null);
        run(kafka, config(), new ManualClock(PER_LOOK));

        assertThat(kafka.connections()).isEqualTo(2);
        assertThat(new HashSet<>(ids(kafka))).hasSize(2000);
    }

    @Test
    void whatWasReplayedIsNotReplayedAgainUnlessAsked() throws InterruptedException {
        MockKafka kafka = new MockKafka(commit -> null);
        run(kafka, config(), new ManualClock(PER_LOOK));
        int before = kafka.committed().size();
        file = Recordings.pcap(folder.resolve("renamed.pcap"), Recordings.mixed(FRAMES));

        assertThat(run(kafka, config(), new ManualClock(PER_LOOK)).outcome())
            .isEqualTo(AgentReport.Outcome.ALREADY_REPLAYED);
        assertThat(kafka.committed()).hasSize(before);
        assertThat(run(kafka, config("replay.again", "true"), new ManualClock(PER_LOOK)).outcome())
            .isEqualTo(AgentReport.Outcome.ENDED);
        assertThat(kafka.events()).hasSize(2 * (int) (EVENTS + MALFORMED));
        assertThat(kafka.statuses().stream().map(SensorStatus::getBootId).distinct()).hasSize(2);
    }

    @Test
    void aBrokerThatStaysAwayEndsTheReplay() throws InterruptedException {
        MockKafka kafka = new MockKafka(commit -> new TimeoutException("broker away"));
        Replay replay = run(kafka, config(), new ManualClock(PER_LOOK));

        assertThat(kafka.connections()).isEqualTo(5);
        assertThat(kafka.committed()).isEmpty();
        assertThat(replay.failure()).hasMessage("The replay of " + file + " could not be published. a transaction of "
            + "the replay was given up: org.apache.kafka.common.errors.TimeoutException: broker away. Mend that and "
            + "start again: the replay goes on behind what is committed.");
    }

    @Test
    void aRivalOfTheSameNameEndsTheReplayAtOnce() throws InterruptedException {
        MockKafka kafka = new MockKafka(commit -> new ProducerFencedException("fenced"));
        Replay replay = run(kafka, config(), new ManualClock(PER_LOOK));

        assertThat(kafka.connections()).isEqualTo(1);
        assertThat(replay.failure()).hasMessageContaining(
            "another agent replays under the same sensor and interface name");
    }

    @Test
    void eachInterfaceOfARecordingHasItsOwnSequence() throws InterruptedException {
        file = Recordings.pcapng(folder.resolve("two.pcapng"), Recordings.mixed(FRAMES), "eth0", "eth1");
        MockKafka kafka = new MockKafka(commit -> commit == 3 ? new TimeoutException("broker away") : null);
        run(kafka, config("segment.name", ""), new ManualClock(PER_LOOK));

        Map<Object, List<Long>> sequences = kafka.events().stream().collect(Collectors.groupingBy(
            event -> event.value().get(2),
            Collectors.mapping(event -> event.origin().sequence(), Collectors.toList())));
        assertThat(sequences).containsOnlyKeys("eth0", "eth1");
        sequences.values().forEach(numbers -> assertThat(numbers).isEqualTo(upTo(numbers.size())));
        assertThat(kafka.lastStatuses().values()).extracting(SensorStatus::getState, status ->
                status.getClocks().get(0).getSegment(), SensorStatus::getReceived)
            .containsExactly(tuple(SensorState.ENDED, "s1:eth0", FRAMES / 2L),
                tuple(SensorState.ENDED, "s1:eth1", FRAMES / 2L));
        assertThat(kafka.lastStatuses().values()).extracting(status -> status.getReplay().getFrames())
            .containsOnly((long) FRAMES);
    }

    @Test
    void aCorruptRecordingPublishesWhatIsBeforeTheDamageAndFails() throws Exception {
        byte[] bytes = Files.readAllBytes(file);
        int middle = bytes.length / 2;
        Arrays.fill(bytes, middle, middle + 400, (byte) 0xff);
        Files.write(file, bytes);
        MockKafka kafka = new MockKafka(commit -> null);
        Replay replay = run(kafka, config(), new ManualClock(PER_LOOK));

        SensorStatus last = kafka.lastStatuses().get("lab.pcap");
        assertThat(replay.outcome()).isEqualTo(AgentReport.Outcome.FAILED);
        assertThat(replay.failure()).hasMessageContaining(last.getError());
        assertThat(last.getState()).isEqualTo(SensorState.FAILED);
        assertThat(last.getReplay().getFrames()).isEqualTo(last.getReceived()).isBetween(1L, (long) FRAMES);
        assertThat(kafka.sequences()).isEqualTo(upTo(last.getSequence()));
    }

    @Test
    void aCutRecordingEndsAndSaysSo() throws Exception {
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 5));
        Replay replay = run(new MockKafka(commit -> null), config(), new ManualClock(PER_LOOK));

        assertThat(replay.outcome()).isEqualTo(AgentReport.Outcome.ENDED);
        assertThat(replay.progress().cut()).startsWith("it ends in the middle of the record at byte ");
        assertThat(replay.progress().frames()).isEqualTo(FRAMES - 1);
    }

    @Test
    void anEmptyRecordingHasAStatusAsWell() throws InterruptedException {
        file = Recordings.pcap(folder.resolve("empty.pcap"), List.of());
        MockKafka kafka = new MockKafka(commit -> null);
        run(kafka, config(), new ManualClock(PER_LOOK));

        assertThat(kafka.statuses()).singleElement().satisfies(status -> {
            assertThat(status.getState()).isEqualTo(SensorState.ENDED);
            assertThat(status.getClocks()).isEmpty();
        });
    }

    @Test
    void aPacedReplayTakesItsTimeAndTheWatermarkMovesThroughSilence() throws InterruptedException {
        byte[] report = Recordings.mixed(7).get(6).bytes();
        file = Recordings.pcap(folder.resolve("silence.pcap"),
            List.of(new Recordings.Frame(0, report), new Recordings.Frame(60_000_000, report)));
        MockKafka kafka = new MockKafka(commit -> null);
        ManualClock clock = new ManualClock(0);
        run(kafka, config("capture.pace", "10"), clock);

        assertThat(Duration.ofNanos(clock.passed())).isEqualTo(Duration.ofSeconds(6));
        List<Long> watermarks = kafka.statuses().stream()
            .map(status -> status.getClocks().get(0).getWatermark().toEpochMilli() - Recordings.START_MS).toList();
        assertThat(watermarks).isSorted().containsSubsequence(5000L, 15_000L, 25_000L, 35_000L, 45_000L, 55_000L)
            .endsWith(60_000L);
    }

    @Test
    void aTimeFarInTheFutureMovesNoWatermark() throws InterruptedException {
        byte[] report = Recordings.mixed(7).get(6).bytes();
        long years = Duration.ofDays(3650).toMillis() * 1000;
        file = Recordings.pcap(folder.resolve("future.pcap"),
            List.of(new Recordings.Frame(0, report), new Recordings.Frame(years, report)));
        MockKafka kafka = new MockKafka(commit -> null);
        run(kafka, config("capture.pace", "recorded"), new ManualClock(0));

        assertThat(kafka.events()).hasSize(2);
        assertThat(kafka.lastStatuses().get("future.pcap").getClocks().get(0).getWatermark())
            .isEqualTo(Instant.ofEpochMilli(Recordings.START_MS));
    }
}

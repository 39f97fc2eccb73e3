package io.tidewatch.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewatch.capture.publish.MockKafka;
import io.tidewatch.schemas.OperatorError;
import io.tidewatch.schemas.SensorState;
import io.tidewatch.schemas.SensorStatus;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.zip.GZIPOutputStream;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A directory of rotated files is one recording, also when it grows between two replays. */
class DirectoryReplayTest {
    private static final int FRAMES = 2900;
    private static final int EACH = 500;
    private static final long PER_LOOK = 1_000_000_000;

    @TempDir
    private Path folder;
    private final List<Recordings.Frame> frames = Recordings.mixed(FRAMES);
    private Path directory;
    private MockKafka single;

    /** The same frames in one file of the name that the directory has. */
    @BeforeEach
    void reference() throws IOException, InterruptedException {
        Path file = Recordings.pcap(Files.createDirectory(folder.resolve("single")).resolve("lab"), frames);
        directory = Files.createDirectory(folder.resolve("lab"));
        single = new MockKafka(commit -> null);
        run(single, file);
    }

    /** Files as tcpdump numbers them, each second one compressed. */
    private void rotate(int from, int to) throws IOException {
        for (int i = from; i < to; i++) {
            List<Recordings.Frame> part = frames.subList(i * EACH, Math.min(FRAMES, (i + 1) * EACH));
            Path file = Recordings.pcap(directory.resolve("trace.pcap" + (i == 0 ? "" : i)), part);
            if (i % 2 == 1) {
                compress(file);
            }
        }
    }

    private static void compress(Path file) throws IOException {
        byte[] plain = Files.readAllBytes(file);
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(plain);
        }
    }

    private static AgentConfig config(Path path, String... more) {
        Map<String, String> settings = new HashMap<>(Map.of("capture.file", path.toString(), "capture.pace", "max",
            "sensor.name", "s1", "bootstrap.servers", "unused:9092", "schema.registry.url", "http://unused"));
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        return AgentConfig.of(settings);
    }

    private static Replay run(MockKafka kafka, Path path, String... more) throws InterruptedException {
        Replay replay = new Replay(config(path, more), kafka::connect, kafka::lastStatuses,
            new ManualClock(PER_LOOK));
        replay.check();
        replay.start();
        assertThat(replay.awaitEnd(Duration.ofSeconds(30))).isTrue();
        return replay;
    }

    private static List<Object> ids(MockKafka kafka) {
        return kafka.events().stream().map(event -> event.value().get(0)).toList();
    }

    /** All that the single file gave, each once, under one boot id, and the same last status. */
    private void sameAsOneFile(MockKafka kafka) {
        assertThat(ids(kafka)).isEqualTo(ids(single));
        assertThat(kafka.sequences()).isEqualTo(LongStream.rangeClosed(1, single.events().size()).boxed().toList());
        assertThat(kafka.statuses().stream().map(SensorStatus::getBootId).distinct()).hasSize(1);
        assertThat(kafka.lastStatuses()).containsOnlyKeys("lab");
        SensorStatus last = kafka.lastStatuses().get("lab");
        SensorStatus expected = single.lastStatuses().get("lab");
        assertThat(last.getState()).isEqualTo(SensorState.ENDED);
        assertThat(last.getReceived()).isEqualTo(FRAMES);
        assertThat(last.getClocks()).isEqualTo(expected.getClocks());
        assertThat(last.getDefects()).isEqualTo(expected.getDefects());
        assertThat(last.getReplay().getFrames()).isEqualTo(FRAMES);
        assertThat(last.getReplay().getBytes()).isEqualTo(last.getReplay().getTotalBytes());
        assertThat(last.getReplay().getFinished()).isTrue();
    }

    private static void watermarksNeverFall(MockKafka kafka) {
        assertThat(kafka.statuses().stream().filter(status -> !status.getClocks().isEmpty())
            .map(status -> status.getClocks().get(0).getWatermark())).isSorted();
    }

    @Test
    void itGivesWhatOneFileGives() throws IOException, InterruptedException {
        rotate(0, 6);
        Files.writeString(directory.resolve("README"), "not a capture");
        MockKafka kafka = new MockKafka(commit -> null);
        Replay replay = run(kafka, directory);

        assertThat(replay.outcome()).isEqualTo(AgentReport.Outcome.ENDED);
        assertThat(replay.progress().cut()).isNull();
        sameAsOneFile(kafka);
        watermarksNeverFall(kafka);
        int before = kafka.committed().size();
        assertThat(run(kafka, directory).outcome()).isEqualTo(AgentReport.Outcome.ALREADY_REPLAYED);
        assertThat(kafka.committed()).hasSize(before);
    }

    /** Killed after each number of commits that there is, then started again. */
    @Test
    void afterAKillItGoesOnBehindWhatIsCommitted() throws IOException, InterruptedException {
        rotate(0, 6);
        for (int last = 1; last <= 11; last++) {
            int fatal = last;
            MockKafka killed = new MockKafka(commit -> commit == fatal ? new ProducerFencedException("killed") : null);
            assertThat(run(killed, directory).outcome()).as("commit %d", last).isEqualTo(AgentReport.Outcome.FAILED);
            MockKafka after = new MockKafka(killed);
            run(after, directory);
            sameAsOneFile(after);
            watermarksNeverFall(after);
        }
    }

    @Test
    void aFailedTransactionIsRepeatedAndNothingElse() throws IOException, InterruptedException {
        rotate(0, 6);
        MockKafka kafka = new MockKafka(commit -> commit == 1 || commit == 4 || commit == 6
            ? new TimeoutException("broker away") : null);
        run(kafka, directory);
        sameAsOneFile(kafka);
    }

    @Test
    void filesThatCameSinceAreAllThatIsReplayed() throws IOException, InterruptedException {
        MockKafka kafka = new MockKafka(commit -> null);
        for (int files = 1; files <= 6; files++) {
            rotate(files - 1, files);
            Replay replay = run(kafka, directory);
            assertThat(replay.outcome()).isEqualTo(AgentReport.Outcome.ENDED);
            assertThat(replay.progress().resumedAt()).isEqualTo((files - 1) * EACH);
        }
        sameAsOneFile(kafka);
        watermarksNeverFall(kafka);
    }

    /** The file that is being written ends anywhere, and the next time it is longer and others follow it. */
    @Test
    void aFileThatGrewGoesOnWhereItEnded() throws IOException, InterruptedException {
        rotate(0, 3);
        Path growing = directory.resolve("trace.pcap2");
        byte[] whole = Files.readAllBytes(growing);
        MockKafka kafka = new MockKafka(commit -> commit % 5 == 4 ? new ProducerFencedException("killed") : null);
        for (int length : new int[] {whole.length / 3, whole.length / 3 + 7, whole.length / 2, whole.length}) {
            Files.write(growing, Arrays.copyOf(whole, length));
            run(kafka, directory);
        }
        rotate(3, 6);
        while (run(kafka, directory).outcome() != AgentReport.Outcome.ALREADY_REPLAYED) {
            assertThat(kafka.connections()).isLessThan(30);
        }
        sameAsOneFile(kafka);
    }

    @Test
    void aSingleFileThatGrewDoesToo() throws IOException, InterruptedException {
        Path file = folder.resolve("single/lab");
        byte[] whole = Files.readAllBytes(file);
        MockKafka kafka = new MockKafka(commit -> null);
        Files.write(file, Arrays.copyOf(whole, whole.length / 2));
        run(kafka, file);
        Files.write(file, whole);
        run(kafka, file);
        sameAsOneFile(kafka);
    }

    /** What only has a header begins as any other does, and is no reason to take one for the other. */
    @Test
    void anEmptyRecordingIsTheBeginningOfNone() throws IOException, InterruptedException {
        MockKafka kafka = new MockKafka(commit -> null);
        run(kafka, Recordings.pcap(folder.resolve("empty.pcap"), List.of()));
        Replay replay = run(kafka, folder.resolve("single/lab"));

        assertThat(replay.progress().resumedAt()).isZero();
        assertThat(ids(kafka)).isEqualTo(ids(single));
        assertThat(kafka.lastStatuses()).containsOnlyKeys("empty.pcap", "lab");
        assertThat(kafka.statuses().stream().map(SensorStatus::getBootId).distinct()).hasSize(2);
    }

    @Test
    void whereEarlierFilesAreGoneAllIsReplayedUnderTheSameIds() throws IOException, InterruptedException {
        rotate(0, 5);
        MockKafka kafka = new MockKafka(commit -> null);
        run(kafka, directory);
        Files.delete(directory.resolve("trace.pcap"));
        rotate(5, 6);
        Replay replay = run(kafka, directory);

        assertThat(replay.progress().resumedAt()).isZero();
        assertThat(replay.progress().frames()).isEqualTo(FRAMES - EACH);
        assertThat(ids(kafka).stream().distinct().toList()).isEqualTo(ids(single));
        assertThat(kafka.statuses().stream().map(SensorStatus::getBootId).distinct()).hasSize(2);
    }

    @Test
    void interfacesThatFilesNameAreTheSameInAll() throws IOException, InterruptedException {
        Recordings.pcapng(directory.resolve("trace_00001.pcapng"), frames.subList(0, 1000), "eth0", "eth1");
        Recordings.pcapng(directory.resolve("trace_00002.pcapng"), frames.subList(1000, 2000), "eth1", "eth0");
        MockKafka kafka = new MockKafka(commit -> commit == 5 ? new TimeoutException("broker away") : null);
        run(kafka, directory);

        assertThat(kafka.lastStatuses()).containsOnlyKeys("eth0", "eth1");
        for (String name : List.of("eth0", "eth1")) {
            List<Long> sequences = kafka.events().stream().filter(event -> event.value().get(2).equals(name))
                .map(event -> event.origin().sequence()).toList();
            assertThat(sequences).isEqualTo(LongStream.rangeClosed(1, sequences.size()).boxed().toList());
            assertThat(kafka.lastStatuses().get(name).getReceived()).isEqualTo(1000);
        }
    }

    @Test
    void damageInOneFileDoesNotCostTheOthers() throws IOException, InterruptedException {
        rotate(0, 6);
        Path first = directory.resolve("trace.pcap");
        byte[] whole = Files.readAllBytes(first);
        Files.write(first, Arrays.copyOf(whole, whole.length - 5));
        MockKafka kafka = new MockKafka(commit -> null);
        Replay replay = run(kafka, directory);

        assertThat(replay.outcome()).isEqualTo(AgentReport.Outcome.ENDED);
        assertThat(replay.progress().cut()).startsWith("trace.pcap: it ends in the middle of the record at byte ");
        assertThat(replay.progress().frames()).isEqualTo(FRAMES - 1);
        assertThat(run(kafka, directory).outcome()).isEqualTo(AgentReport.Outcome.ALREADY_REPLAYED);
    }

    @Test
    void aDirectoryWithoutCapturesIsRefusedAndAPipeToo() throws IOException {
        Replay none = new Replay(config(directory), name -> null, Map::of, new ManualClock(0));
        assertThatThrownBy(none::check).isInstanceOf(OperatorError.class).hasMessage(directory + " could not be "
            + "replayed. there is no pcap or pcapng file in it. Nothing of it was replayed; give a pcap or pcapng "
            + "file.");
        Replay device = new Replay(config(Path.of("/dev/null")), name -> null, Map::of, new ManualClock(0));
        assertThatThrownBy(device::check).isInstanceOf(OperatorError.class).hasMessage("/dev/null can't be replayed. "
            + "It is a pipe or a device, and a replay reads what it replays more than once. Hand it over as standard "
            + "input: -r - < /dev/null.");
    }
}

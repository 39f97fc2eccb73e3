package io.tidewatch.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Two sensors whose clocks are apart, each a replay by an agent: the demo over and over, with its real hosts, its loop
 * and its scan; and a simulated network of four segments with labelled storms. Three times as fast as it happened while
 * things go wrong, and the rest as fast as it goes.
 */
final class Load implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final int PACE = 3;
    /** In so much time each scenario comes once. */
    private static final Duration ROUND = Duration.ofMinutes(20);
    private static final Duration DEMO = Duration.ofSeconds(190);
    /** Demos; in less the scenarios have no room. */
    private static final long LEAST = 6;
    private static final int SEGMENTS = 4;
    private static final int RECORD_HEADER = 16;
    private static final int FILE_HEADER = 24;
    /** Storms of clear causes, and what makes members come and go. */
    private static final String SCENARIOS = "routing_loop,unreachable_prefix,channel_surfing,tcn_flush,missing_querier";

    private final Path folder;
    private final List<String> cluster;
    private final Map<String, Path> captures = new TreeMap<>();
    private final Map<String, Background> agents = new TreeMap<>();
    private final Duration apart;

    private Load(Path folder, List<String> cluster, Duration apart) {
        this.folder = folder;
        this.cluster = cluster;
        this.apart = apart;
    }

    /**
     * Makes the captures; nothing is replayed yet.
     *
     * @param wall how long it is to last at most while things go wrong
     * @param apart how far the clock of the simulated sensor is ahead of the other
     * @param cluster the options that say where broker and registry are
     */
    static Load make(Path folder, long seed, Duration wall, Duration apart, List<String> cluster) {
        Load load = new Load(folder, cluster, apart);
        long times = Math.max(LEAST, wall.multipliedBy(PACE).dividedBy(DEMO) + 1);
        Path hall = folder.resolve("hall.pcap");
        load.tidewatch("retime", Command.DEMO, hall, "--times", times);
        load.captures.put("hall", hall);
        Path made = folder.resolve("made.pcap");
        Duration length = DEMO.multipliedBy(times);
        load.tidewatch("simulate", "--seed", seed, "--scenario", SCENARIOS, "--each",
            Math.max(1, length.dividedBy(ROUND)), "--segments", SEGMENTS, "--length",
            length.toSeconds() + "s", "--start", first(hall).plus(apart), "--out", made);
        load.captures.put("made", made);
        return load;
    }

    private void tidewatch(Object... words) {
        List<Object> command = new ArrayList<>(List.of(Command.LAUNCHER));
        command.addAll(List.of(words));
        Command.run(folder, LIMIT, command.toArray()).succeeded();
    }

    private static Instant first(Path capture) {
        ByteBuffer head = read(capture).position(FILE_HEADER);
        return Instant.ofEpochSecond(head.getInt() & 0xffffffffL);
    }

    private static ByteBuffer read(Path capture) {
        try (FileChannel file = FileChannel.open(capture)) {
            return file.map(FileChannel.MapMode.READ_ONLY, 0, file.size()).order(ByteOrder.LITTLE_ENDIAN);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many frames the capture of each sensor holds. */
    Map<String, Long> frames() {
        Map<String, Long> frames = new TreeMap<>();
        captures.forEach((sensor, capture) -> {
            ByteBuffer bytes = read(capture);
            long count = 0;
            for (int at = FILE_HEADER; at < bytes.limit(); at += RECORD_HEADER + bytes.getInt(at + 8)) {
                count++;
            }
            frames.put(sensor, count);
        });
        return frames;
    }

    /** The labels of the storms that are simulated. */
    List<JsonNode> labels() {
        List<JsonNode> labels = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(folder.resolve("made.labels.jsonl"))) {
                labels.add(Command.JSON.readTree(line));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return labels;
    }

    Duration apart() {
        return apart;
    }

    void begin() {
        captures.keySet().forEach(sensor -> start(sensor, Integer.toString(PACE)));
    }

    private void start(String sensor, String pace) {
        List<String> command = new ArrayList<>(List.of("env", "TIDEWATCH_OPTS=" + Deployment.JVM,
            Command.LAUNCHER.toString(), "capture", "-r", captures.get(sensor).toString(), "--pace", pace, "--sensor",
            sensor, "--segment", "hall", "--set", "start.timeout.ms=60000", "--set", "metrics.listen=off"));
        command.addAll(cluster);
        agents.put(sensor, Background.start(folder, "agent-" + sensor, command));
    }

    /** Kills any one, and starts it again: it goes on behind what is committed. */
    void killSensor(Random random) {
        String sensor = List.copyOf(agents.keySet()).get(random.nextInt(agents.size()));
        agents.get(sensor).kill();
        start(sensor, Integer.toString(PACE));
    }

    /** Fails when a sensor has ended, by itself or at the end of its capture. */
    void requireGoingOn() {
        agents.forEach((sensor, agent) -> {
            if (!agent.running()) {
                throw new AssertionError("the sensor " + sensor + " ended: " + agent.output());
            }
        });
    }

    /** Stops them and replays the rest as fast as it goes, to the end. */
    void finish() {
        agents.forEach((sensor, agent) -> requireZero(sensor, agent, agent.terminate()));
        captures.keySet().forEach(sensor -> start(sensor, "max"));
        agents.forEach((sensor, agent) -> requireZero(sensor, agent, agent.exitCode()));
    }

    private static void requireZero(String sensor, Background agent, int exitCode) {
        if (exitCode != 0) {
            throw new AssertionError("the sensor " + sensor + " ended with " + exitCode + ": " + agent.output());
        }
    }

    @Override
    public void close() {
        agents.values().forEach(Background::close);
    }
}

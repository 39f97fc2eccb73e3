package io.tidewatch.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidewatch.e2e.lab.Churn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One churn of the lab, recorded or given. Its name is that of its folder and of our segment.
 *
 * @param seed what the lab plays is drawn from it
 * @param mixed with hosts that speak older versions
 */
record LabChurn(String name, long seed, boolean mixed) {
    private static final String FOLDER = System.getProperty("tidewatch.lab.recordings");
    /** There is a folder with recordings of an earlier run, which then need not be made: they stay in target/lab. */
    static final boolean GIVEN = FOLDER != null;
    static final Path RECORDINGS = Path.of(GIVEN ? FOLDER : "target/lab").toAbsolutePath();
    /** Larger, with IGMPv1 among the old versions, and with queriers that take over and fall silent. */
    private static final boolean FULL = Boolean.getBoolean("tidewatch.lab.full");
    private static final int EVENTS = Integer.getInteger("tidewatch.lab.events", FULL ? 2000 : 220);
    private static final int HOSTS = Integer.getInteger("tidewatch.lab.hosts", FULL ? 50 : 20);
    private static final long SEED = Long.getLong("tidewatch.lab.seed", 1);
    private static final int SNAPSHOTS = 20;
    private static final Duration LIMIT = Duration.ofMinutes(5);

    static LabChurn ofNewestVersions() {
        return new LabChurn("plain", SEED, false);
    }

    static LabChurn withOlderVersions() {
        return new LabChurn("mixed", SEED + 2, true);
    }

    Path directory() {
        return RECORDINGS.resolve(name);
    }

    /** The segment that has not heard what FRR ignores in 232.0.0.0/8. */
    String withoutWronglySourceSpecific() {
        return name + "-without";
    }

    /** Has the lab play and record it. */
    void record(Path folder) {
        List<Object> words = new ArrayList<>(List.of(Command.LAB, "churn", "--out", directory()));
        words.addAll(flags());
        Command.run(folder, LIMIT, words.toArray()).succeeded();
    }

    private List<String> flags() {
        List<String> flags = new ArrayList<>(List.of("--seed", "" + seed, "--events", "" + EVENTS, "--hosts",
            "" + HOSTS));
        if (mixed) {
            flags.add("--mixed");
        }
        if (FULL) {
            flags.add("--takeover");
        }
        if (FULL && mixed) {
            flags.add("--oldest");
        }
        return flags;
    }

    @Override
    public String toString() {
        return GIVEN ? "recording " + directory() : "lab churn " + String.join(" ", flags());
    }

    /** It read back: what was on the wire, and what the witnesses showed. */
    record Evidence(JsonNode run, Churn churn, List<JsonNode> snapshots) {
        boolean takeover() {
            return run.path("takeover").asBoolean();
        }
    }

    Evidence evidence(Path folder, String capture) throws IOException {
        JsonNode run = Command.JSON.readTree(directory().resolve("run.json").toFile());
        List<JsonNode> actions = new ArrayList<>();
        for (String line : Files.readAllLines(directory().resolve("actions.jsonl"))) {
            actions.add(Command.JSON.readTree(line));
        }
        List<JsonNode> snapshots = new ArrayList<>();
        try (var files = Files.list(directory().resolve("snapshots"))) {
            for (Path file : files.sorted().toList()) {
                snapshots.add(Command.JSON.readTree(file.toFile()));
            }
        }
        assertThat(snapshots).hasSize(SNAPSHOTS);
        return new Evidence(run, Churn.of(run, actions, Command.decode(folder, directory().resolve(capture))),
            snapshots);
    }
}

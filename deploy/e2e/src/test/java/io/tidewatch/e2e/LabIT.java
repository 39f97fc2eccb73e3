package io.tidewatch.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidewatch.e2e.lab.CaptureEditor;
import io.tidewatch.e2e.lab.Churn;
import io.tidewatch.e2e.lab.Comparison;
import io.tidewatch.e2e.lab.Part;
import io.tidewatch.e2e.lab.Rule;
import io.tidewatch.e2e.lab.Tally;
import io.tidewatch.e2e.lab.Witness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two churns of real hosts in the lab, one where all speak the newest versions and one with older ones among them.
 * At twenty moments of each, our groups are those of FRR and of the kernel's bridges, our hosts those of the bridge's
 * ports and of the hosts' own sockets. Where a witness leaves the RFC, a named rule must reproduce what it shows.
 */
@Order(1)
@Timeout(600)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LabIT {
    /** A folder with recordings of an earlier run, which then need not be made: they stay in target/lab. */
    private static final String GIVEN = System.getProperty("tidewatch.lab.recordings");
    private static final Path RECORDINGS = Path.of(GIVEN == null ? "target/lab" : GIVEN).toAbsolutePath();
    private static final Duration CHURN_LIMIT = Duration.ofMinutes(5);
    private static final Duration REPLAY_LIMIT = Duration.ofMinutes(1);
    /** Larger, with IGMPv1 among the old versions, and with MLD queriers that fall silent. */
    private static final boolean FULL = Boolean.getBoolean("tidewatch.lab.full");
    private static final int EVENTS = Integer.getInteger("tidewatch.lab.events", FULL ? 2000 : 220);
    private static final int HOSTS = Integer.getInteger("tidewatch.lab.hosts", FULL ? 50 : 20);
    private static final int SNAPSHOTS = 20;
    private static final int TIMED_SNAPSHOTS = 3;
    private static final long TURNING_US = 1_500_000;
    private static final List<Witness> TIMED = List.of(Witness.FRR_GROUPS, Witness.FRR_SOURCES,
        Witness.QUERIER_BRIDGE);
    private static final Recording PLAIN = new Recording("plain", Long.getLong("tidewatch.lab.seed", 1), false);
    private static final Recording MIXED = new Recording("mixed", Long.getLong("tidewatch.lab.seed", 1) + 2, true);

    private Path folder;
    private Standalone standalone;
    private final Map<Recording, RestOurs> answers = new LinkedHashMap<>();

    /** One churn: its name is its folder and our segment. */
    private record Recording(String name, long seed, boolean mixed) {
        Path directory() {
            return RECORDINGS.resolve(name);
        }

        @Override
        public String toString() {
            return GIVEN != null ? "recording " + directory()
                : "lab churn --seed " + seed + " --events " + EVENTS
                + " --hosts " + HOSTS + (mixed ? " --mixed" : "") + more();
        }

        private String more() {
            return !FULL ? "" : mixed ? " --oldest" : " --takeover";
        }

        /** The segment that has not heard what FRR ignores in 232.0.0.0/8. */
        String withoutWronglySourceSpecific() {
            return name + "-without";
        }
    }

    @BeforeAll
    void recordAndReplay(@TempDir Path scratch) throws IOException {
        folder = scratch;
        if (GIVEN == null) {
            Needs.root();
            Needs.commands("ip", "bridge", "tc", "python3", "tcpdump", "vtysh", "setsid");
            Needs.program(Path.of("/usr/lib/frr/pimd"));
            Demo.delete(RECORDINGS);
            Files.createDirectories(RECORDINGS);
            CompletableFuture.allOf(CompletableFuture.runAsync(() -> churn(PLAIN)),
                CompletableFuture.runAsync(() -> churn(MIXED))).join();
        }
        standalone = Standalone.start(folder.resolve("data"));
        standalone.awaitUp();
        for (Recording recording : List.of(PLAIN, MIXED)) {
            Path capture = recording.directory().resolve("capture.pcap");
            replay(capture, recording.name);
            Path edited = recording.directory().resolve("edited.pcap");
            Files.write(edited, CaptureEditor.withoutWronglySourceSpecific(Files.readAllBytes(capture)));
            replay(edited, recording.withoutWronglySourceSpecific());
        }
    }

    private void churn(Recording recording) {
        List<Object> words = new ArrayList<>(List.of(Command.LAB, "churn", "--out", recording.directory(),
            "--seed", recording.seed, "--events", EVENTS, "--hosts", HOSTS));
        if (recording.mixed) {
            words.add("--mixed");
        }
        if (FULL) {
            words.add(recording.more().strip());
        }
        Command.run(folder, CHURN_LIMIT, words.toArray()).succeeded();
    }

    /** Replays a capture into a segment of its own, and waits until all of it is in the answers. */
    private void replay(Path capture, String segment) {
        Command.run(folder, REPLAY_LIMIT, Command.LAUNCHER, "capture", "-r", capture, "--pace", "max", "--sensor",
            segment, "--segment", segment, "--bootstrap-server", standalone.broker(), "--schema-registry",
            standalone.registry()).succeeded();
        long last = Command.decode(folder, capture).stream()
            .mapToLong(event -> Plain.millis(event.path("captured_at").asText())).max().orElseThrow();
        long giveUpAt = System.nanoTime() + REPLAY_LIMIT.toNanos();
        while (true) {
            for (JsonNode each : standalone.api().all("segments")) {
                if (each.path("segment").asText().equals(segment) && each.path("coverage").asText().equals("BLIND")
                    && each.path("watermark").isTextual() && Plain.millis(each.path("watermark").asText()) >= last) {
                    return;
                }
            }
            if (System.nanoTime() > giveUpAt) {
                throw new AssertionError(segment + " is not processed: " + standalone.api().get("segments"));
            }
            Standalone.pause();
        }
    }

    @AfterAll
    void end() {
        if (standalone != null) {
            standalone.close();
        }
    }

    @Test
    @Order(1)
    void newestVersionsAlone() throws IOException {
        Tally tally = compare(PLAIN, PLAIN.name, "capture.pcap", List.of(Witness.values()));
        assertAgreement(PLAIN, tally);
        assertThat(tally.rules()).doesNotContain(Rule.FRR_NO_COMPATIBILITY, Rule.BRIDGE_OLD_REPORT_REFRESHES,
            Rule.BRIDGE_NO_COMPATIBILITY, Rule.BRIDGE_QUERIER_LOWERS_AT_DONE, Rule.BRIDGE_FIRES_LATE);
    }

    @Test
    @Order(2)
    void withOlderVersionsAmongThem() throws IOException {
        assertAgreement(MIXED, compare(MIXED, MIXED.name, "capture.pcap", List.of(Witness.values())));
    }

    private static void assertAgreement(Recording recording, Tally tally) {
        assertThat(tally.unexplained()).as("%s%n%s", recording, tally.report()).isEmpty();
        // A comparison of nothing would agree as well.
        assertThat(tally.equalOnes(Witness.FRR_GROUPS)).as(tally.report()).isGreaterThan(80);
        assertThat(tally.equalOnes(Witness.FRR_SOURCES)).as(tally.report()).isGreaterThan(80);
        assertThat(tally.equalOnes(Witness.QUERIER_BRIDGE)).as(tally.report()).isGreaterThan(300);
        assertThat(tally.equalOnes(Witness.ACCESS_BRIDGE)).as(tally.report()).isGreaterThan(400);
        assertThat(tally.equalOnes(Witness.SOCKETS)).as(tally.report()).isGreaterThan(200);
    }

    /** The rule on 232.0.0.0/8 is proven by our own state too: without what FRR ignores we hold what it holds. */
    @Test
    @Order(3)
    void withoutWhatFrrIgnoresTheRuleIsNotNeeded() throws IOException {
        for (Recording recording : List.of(PLAIN, MIXED)) {
            Tally tally = compare(recording, recording.withoutWronglySourceSpecific(), "edited.pcap",
                List.of(Witness.FRR_GROUPS, Witness.FRR_SOURCES));
            assertThat(tally.unexplained()).as("%s%n%s", recording, tally.report()).isEmpty();
            assertThat(tally.rules()).as(recording.toString()).doesNotContain(Rule.FRR_SOURCE_SPECIFIC);
        }
    }

    /**
     * The API tells of the past what held, but not each refresh of a timer. So the capture is cut at a snapshot in
     * which nothing was on the wire, and replayed into a segment of its own, whose last moment that is.
     */
    @Test
    @Order(4)
    void timersAreThoseOfTheWitnesses() throws IOException {
        for (Recording recording : List.of(PLAIN, MIXED)) {
            Evidence evidence = evidence(recording, "capture.pcap");
            byte[] whole = Files.readAllBytes(recording.directory().resolve("capture.pcap"));
            Tally tally = new Tally();
            int compared = 0;
            for (JsonNode snapshot : evidence.snapshots) {
                Part last = Part.of(snapshot, Witness.QUERIER_BRIDGE);
                if (compared < TIMED_SNAPSHOTS && evidence.churn.quiet(Part.of(snapshot, Witness.FRR_GROUPS), last)) {
                    compared++;
                    String segment = recording.name + "-until-" + snapshot.path("label").asText();
                    Path cut = folder.resolve(segment + ".pcap");
                    Files.write(cut, CaptureEditor.until(whole, last.ended() + Part.SLACK_US));
                    replay(cut, segment);
                    Comparison comparison = new Comparison(evidence.churn, new RestOurs(standalone.api(), segment,
                        evidence.run, true), tally);
                    TIMED.forEach(witness -> comparison.compare(Part.of(snapshot, witness)));
                }
            }
            System.out.printf("%s, timers at %d snapshots%n%s%n", recording, compared, tally.report());
            assertThat(tally.unexplained()).as("%s%n%s", recording, tally.report()).isEmpty();
            assertThat(compared).as("snapshots of %s without a message", recording).isPositive();
        }
    }

    /** At each snapshot ours is the one heard last; where two fall silent, they take over from each other. */
    @Test
    @Order(5)
    void theQuerierIsTheOneThatWasHeard() throws IOException {
        Evidence evidence = evidence(PLAIN, "capture.pcap");
        TreeMap<Long, String> elected = elected();
        Set<String> seen = new TreeSet<>();
        for (JsonNode snapshot : evidence.snapshots) {
            long at = Part.of(snapshot, Witness.QUERIER_BRIDGE).begun();
            String querier = evidence.churn.mldQuerier(at);
            // One that turns just then may have turned for one of us alone.
            if (querier.equals(evidence.churn.mldQuerier(at - TURNING_US))) {
                assertThat(elected.floorEntry(at / 1000).getValue()).as("%s of %s: %s", snapshot.path("label"), PLAIN,
                    elected).isEqualTo(querier);
                seen.add(querier);
            }
        }
        JsonNode queriers = evidence.run.path("querier");
        String first = "ELECTED " + queriers.path("mld").asText();
        boolean takeover = evidence.run.path("takeover").asBoolean();
        assertThat(seen).contains(first);
        assertThat(seen.contains("ELECTED " + queriers.path("rival").asText())).isEqualTo(takeover);
        assertThat(elected.values()).as("all of " + PLAIN).startsWith(first).endsWith(first)
            .filteredOn(each -> each.startsWith("LOST")).hasSize(takeover ? 2 : 0);
    }

    /** Our MLD querier, with its status, by the time since which it was so. */
    private TreeMap<Long, String> elected() {
        TreeMap<Long, String> elected = new TreeMap<>();
        try (TopicReader reader = new TopicReader(standalone.broker(), standalone.registry())) {
            for (TopicReader.Entry entry : reader.read("tidewatch.queriers.v1")) {
                if (entry.key().equals(PLAIN.name) && entry.value().get("ipv6") instanceof GenericRecord mld) {
                    elected.put((Long) entry.value().get("changed_at"), mld.get("status") + " " + mld.get("address"));
                }
            }
        }
        return elected;
    }

    @Test
    @Order(6)
    void theAnswersAreTheSameAfterARestart() {
        assertThat(answers).isNotEmpty();
        assertThat(standalone.terminate()).as(standalone.evidence()).isZero();
        standalone.close();
        standalone = Standalone.start(folder.resolve("data"));
        standalone.awaitUp();
        Api api = standalone.api();
        answers.forEach((recording, before) -> {
            Map<String, JsonNode> asked = new LinkedHashMap<>();
            before.given().forEach((target, answer) -> {
                // Groups at every moment, members at each tenth question.
                if (!target.contains("/members") || target.hashCode() % 10 == 0) {
                    asked.put(target, answer);
                }
            });
            Map<String, JsonNode> after = new LinkedHashMap<>();
            asked.keySet().forEach(target -> after.put(target, api.find(target)));
            assertThat(Answers.differences(asked, after)).as(recording.toString()).isEmpty();
        });
    }

    /** One churn read back: what was on the wire, and what the witnesses showed. */
    private record Evidence(JsonNode run, Churn churn, List<JsonNode> snapshots) {
    }

    private Evidence evidence(Recording recording, String capture) throws IOException {
        Path directory = recording.directory();
        JsonNode run = Command.JSON.readTree(directory.resolve("run.json").toFile());
        List<JsonNode> actions = new ArrayList<>();
        for (String line : Files.readAllLines(directory.resolve("actions.jsonl"))) {
            actions.add(Command.JSON.readTree(line));
        }
        List<JsonNode> snapshots = new ArrayList<>();
        try (var files = Files.list(directory.resolve("snapshots"))) {
            for (Path file : files.sorted().toList()) {
                snapshots.add(Command.JSON.readTree(file.toFile()));
            }
        }
        assertThat(snapshots).hasSize(SNAPSHOTS);
        return new Evidence(run, Churn.of(run, actions, Command.decode(folder, directory.resolve(capture))),
            snapshots);
    }

    private Tally compare(Recording recording, String segment, String capture, List<Witness> witnesses)
            throws IOException {
        Evidence evidence = evidence(recording, capture);
        RestOurs ours = new RestOurs(standalone.api(), segment, evidence.run, false);
        if (segment.equals(recording.name)) {
            answers.put(recording, ours);
        }
        Tally tally = new Tally();
        Comparison comparison = new Comparison(evidence.churn, ours, tally);
        for (JsonNode snapshot : evidence.snapshots) {
            witnesses.forEach(witness -> comparison.compare(Part.of(snapshot, witness)));
        }
        System.out.printf("%s, segment %s%n%s%n", recording, segment, tally.report());
        return tally;
    }
}

package io.tidewatch.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidewatch.e2e.lab.CaptureEditor;
import io.tidewatch.e2e.lab.Comparison;
import io.tidewatch.e2e.lab.Part;
import io.tidewatch.e2e.lab.Rule;
import io.tidewatch.e2e.lab.Tally;
import io.tidewatch.e2e.lab.Witness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
    private static final Duration REPLAY_LIMIT = Duration.ofMinutes(1);
    private static final int TIMED_SNAPSHOTS = 3;
    private static final long TURNING_US = 1_500_000;
    private static final List<Witness> TIMED = List.of(Witness.FRR_GROUPS, Witness.FRR_SOURCES,
        Witness.QUERIER_BRIDGE);
    private static final LabChurn PLAIN = LabChurn.ofNewestVersions();
    private static final LabChurn MIXED = LabChurn.withOlderVersions();

    private Path folder;
    private Standalone standalone;
    private final Map<LabChurn, RestOurs> answers = new LinkedHashMap<>();

    @BeforeAll
    void recordAndReplay(@TempDir Path scratch) throws IOException {
        folder = scratch;
        if (!LabChurn.GIVEN) {
            Needs.root();
            Needs.commands("ip", "bridge", "tc", "python3", "tcpdump", "vtysh", "setsid");
            Needs.program(Path.of("/usr/lib/frr/pimd"));
            Demo.delete(LabChurn.RECORDINGS);
            Files.createDirectories(LabChurn.RECORDINGS);
            CompletableFuture.allOf(CompletableFuture.runAsync(() -> PLAIN.record(folder)),
                CompletableFuture.runAsync(() -> MIXED.record(folder))).join();
        }
        standalone = Standalone.start(folder.resolve("data"));
        standalone.awaitUp();
        for (LabChurn recording : List.of(PLAIN, MIXED)) {
            Path capture = recording.directory().resolve("capture.pcap");
            replay(capture, recording.name());
            Path edited = recording.directory().resolve("edited.pcap");
            Files.write(edited, CaptureEditor.withoutWronglySourceSpecific(Files.readAllBytes(capture)));
            replay(edited, recording.withoutWronglySourceSpecific());
        }
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
        Tally tally = compare(PLAIN, PLAIN.name(), "capture.pcap", List.of(Witness.values()));
        assertAgreement(PLAIN, tally);
        assertThat(tally.rules()).doesNotContain(Rule.FRR_NO_COMPATIBILITY, Rule.BRIDGE_OLD_REPORT_REFRESHES,
            Rule.BRIDGE_NO_COMPATIBILITY, Rule.BRIDGE_QUERIER_LOWERS_AT_DONE, Rule.BRIDGE_FIRES_LATE);
    }

    @Test
    @Order(2)
    void withOlderVersionsAmongThem() throws IOException {
        assertAgreement(MIXED, compare(MIXED, MIXED.name(), "capture.pcap", List.of(Witness.values())));
    }

    private static void assertAgreement(LabChurn recording, Tally tally) {
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
        for (LabChurn recording : List.of(PLAIN, MIXED)) {
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
        for (LabChurn recording : List.of(PLAIN, MIXED)) {
            LabChurn.Evidence evidence = recording.evidence(folder, "capture.pcap");
            byte[] whole = Files.readAllBytes(recording.directory().resolve("capture.pcap"));
            Tally tally = new Tally();
            int compared = 0;
            for (JsonNode snapshot : evidence.snapshots()) {
                Part last = Part.of(snapshot, Witness.QUERIER_BRIDGE);
                if (compared < TIMED_SNAPSHOTS && evidence.churn().quiet(Part.of(snapshot, Witness.FRR_GROUPS), last)) {
                    compared++;
                    String segment = recording.name() + "-until-" + snapshot.path("label").asText();
                    Path cut = folder.resolve(segment + ".pcap");
                    Files.write(cut, CaptureEditor.until(whole, last.ended() + Part.SLACK_US));
                    replay(cut, segment);
                    Comparison comparison = new Comparison(evidence.churn(), new RestOurs(standalone.api(), segment,
                        evidence.run(), true), tally);
                    TIMED.forEach(witness -> comparison.compare(Part.of(snapshot, witness)));
                }
            }
            System.out.printf("%s, timers at %d snapshots%n%s%n", recording, compared, tally.report());
            assertThat(tally.unexplained()).as("%s%n%s", recording, tally.report()).isEmpty();
            assertThat(compared).as("snapshots of %s without a message", recording).isPositive();
        }
    }

    /** At each snapshot it is the one that was heard; where there are two, the lower one takes over and goes again. */
    @Test
    @Order(5)
    void theQuerierIsTheOneThatWasHeard() throws IOException {
        for (LabChurn recording : List.of(PLAIN, MIXED)) {
            LabChurn.Evidence evidence = recording.evidence(folder, "capture.pcap");
            for (boolean mld : List.of(false, true)) {
                TreeMap<Long, String> elected = elected(recording, mld ? "ipv6" : "ipv4");
                Set<String> seen = new TreeSet<>();
                for (JsonNode snapshot : evidence.snapshots()) {
                    long at = Part.of(snapshot, Witness.QUERIER_BRIDGE).begun();
                    String querier = evidence.churn().querier(mld, at);
                    // One that turns just then may have turned for one of us alone.
                    if (querier.equals(evidence.churn().querier(mld, at - TURNING_US))) {
                        assertThat(elected.floorEntry(at / 1000).getValue()).as("%s of %s: %s", snapshot.path("label"),
                            recording, elected).isEqualTo(querier);
                        seen.add(querier);
                    }
                }
                tookOver(mld ? "mld" : "igmp", evidence, elected, seen);
            }
        }
    }

    /** FRR takes part in the election: what it shows of it is what the RFC says, or its rule explains it. */
    @Test
    @Order(6)
    void frrYieldsToALowerAddressAndReturns() throws IOException {
        for (LabChurn recording : List.of(PLAIN, MIXED)) {
            LabChurn.Evidence evidence = recording.evidence(folder, "capture.pcap");
            int deaf = 0;
            for (JsonNode snapshot : evidence.snapshots()) {
                JsonNode shown = snapshot.path("parts").path("frr_interface");
                if (!evidence.churn().igmpQuerierIsShown(false, shown)) {
                    deaf++;
                    assertThat(evidence.churn().igmpQuerierIsShown(true, shown)).as("%s of %s: %s",
                        snapshot.path("label"), recording, shown).isTrue();
                }
            }
            System.out.printf("%s: of %d snapshots %d are explained by %s%n", recording, evidence.snapshots().size(),
                deaf, Rule.FRR_DEAF_WHILE_ASKING);
        }
    }

    /** Of two queriers each was seen, and in the end it is the first again; without a rival it is always the first. */
    private static void tookOver(String protocol, LabChurn.Evidence evidence, TreeMap<Long, String> elected,
                                 Set<String> seen) {
        String first = "ELECTED " + evidence.run().path("querier").path(protocol).asText();
        Set<String> expected = new TreeSet<>(Set.of(first));
        if (evidence.takeover()) {
            expected.add("ELECTED " + evidence.run().path("rivals").path(protocol).asText());
        }
        assertThat(seen).as(elected.toString()).containsAll(expected);
        assertThat(elected.values()).startsWith(first).endsWith(first).filteredOn(each -> each.startsWith("ELECTED"))
            .hasSameElementsAs(expected);
    }

    /** Our querier of one family, with its status, by the time since which it was so. */
    private TreeMap<Long, String> elected(LabChurn recording, String family) {
        TreeMap<Long, String> elected = new TreeMap<>();
        try (TopicReader reader = new TopicReader(standalone.broker(), standalone.registry())) {
            for (TopicReader.Entry entry : reader.read("tidewatch.queriers.v1")) {
                GenericRecord state = entry.value();
                if (entry.key().equals(recording.name()) && state.get(family) instanceof GenericRecord querier) {
                    elected.put((Long) state.get("changed_at"), querier.get("status") + " "
                        + querier.get("address"));
                }
            }
        }
        return elected;
    }

    @Test
    @Order(7)
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

    private Tally compare(LabChurn recording, String segment, String capture, List<Witness> witnesses)
            throws IOException {
        LabChurn.Evidence evidence = recording.evidence(folder, capture);
        RestOurs ours = new RestOurs(standalone.api(), segment, evidence.run(), false);
        if (segment.equals(recording.name())) {
            answers.put(recording, ours);
        }
        Tally tally = new Tally();
        Comparison comparison = new Comparison(evidence.churn(), ours, tally);
        for (JsonNode snapshot : evidence.snapshots()) {
            witnesses.forEach(witness -> comparison.compare(Part.of(snapshot, witness)));
        }
        System.out.printf("%s, segment %s%n%s%n", recording, segment, tally.report());
        return tally;
    }
}

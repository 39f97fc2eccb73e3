package io.tidewatch.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The agent, live, as an ordinary user with CAP_NET_RAW alone, beside tcpdump on the same interface at the same time,
 * while real hosts join, leave, ping and get refused, and one sends frames of every kind. What the agent published is
 * what {@code tidewatch decode} makes of tcpdump's file: every field of every event, in the same order; and every frame
 * is accounted for, from the kernel's counters to the broker's.
 */
@Order(6)
@Timeout(300)
class LiveIT {
    private static final String SENSOR = "live";
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final long AT_ONE_TIME_US = 100_000;
    private static final List<String> EVENTS = List.of("tidewatch.gmp.v1", "tidewatch.icmp.v1",
        "tidewatch.malformed.v1");
    private static final String SENSORS = "tidewatch.sensors.v1";
    /** What is on this wire and none of our business. */
    private static final String OTHERS =
        "arp or tcp or ip proto 50 or (udp and not dst port 4789) or (vlan and (udp or tcp))";

    @TempDir
    private Path folder;

    @Test
    void whatIsPublishedLiveIsWhatTcpdumpRecorded() throws IOException, InterruptedException {
        Needs.root();
        Needs.commands("ip", "setpriv", "python3", "tcpdump");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        // The file is called as the interface is, so that decode names the interface so.
        Path recorded = Files.createDirectories(folder.resolve("recorded")).resolve(LiveNetwork.SENSOR);
        List<JsonNode> published;
        String tcpdumpSaid;
        try (LiveNetwork network = new LiveNetwork(folder);
                Standalone standalone = Standalone.startIn(network.atTheSensor(), folder.resolve("data"))) {
            standalone.awaitUp();
            Path agentSaid = folder.resolve("agent.out");
            Process agent = network.startAtTheSensor(agentSaid, "setpriv", "--reuid=65534", "--regid=65534",
                "--clear-groups", "--inh-caps=-all,+net_raw", "--ambient-caps=-all,+net_raw",
                "--bounding-set=-all,+net_raw", "--no-new-privs", release(), "capture", "-i", LiveNetwork.SENSOR,
                "--sensor", SENSOR, "--bootstrap-server", standalone.broker(), "--schema-registry",
                standalone.registry());
            Path tcpdumpOut = folder.resolve("tcpdump.out");
            Process tcpdump = network.startAtTheSensor(tcpdumpOut, "tcpdump", "-i", LiveNetwork.SENSOR, "-Z", "root",
                "-U", "-B", "16384", "--time-stamp-precision=nano", "-w", recorded);
            try {
                await(agent, agentSaid, "^capturing on " + LiveNetwork.SENSOR);
                await(tcpdump, tcpdumpOut, "listening on");
                network.open();
                awaitQuerier(recorded);
                story(network);
                network.silence();
                awaitQuiet(recorded);
                assertThat(end(agent)).as(Files.readString(agentSaid)).isZero();
                end(tcpdump);
            } finally {
                agent.destroyForcibly();
                tcpdump.destroyForcibly();
            }
            tcpdumpSaid = Files.readString(tcpdumpOut);
            published = dump(network, standalone);
        }
        assertSame(published, Command.run(folder, LIMIT, Command.LAUNCHER, "decode", "--sensor", SENSOR, recorded)
            .succeeded().json());
        assertAccounted(published, recorded, tcpdumpSaid);
    }

    private static void story(LiveNetwork network) throws IOException {
        network.tell(2, "join 239.30.0.1");
        network.tell(2, "join 232.30.0.1 10.9.0.5 10.9.0.6");
        network.tell(2, "join ff15::30:1");
        network.tell(2, "block 239.30.0.1 10.9.0.7");
        network.tell(1, "igmp 2");
        network.tell(1, "mld 1");
        network.tell(1, "join 239.30.0.2");
        network.tell(1, "join ff15::30:2");
        network.tell(1, "ping " + LiveNetwork.SECOND + " 2");
        network.tell(1, "stray " + LiveNetwork.SECOND + " 4444");
        network.send(frames().values().stream().flatMap(List::stream).toList());
        network.tell(2, "leave 239.30.0.1");
        network.tell(2, "drop 232.30.0.1 10.9.0.6");
        network.tell(2, "leave ff15::30:1");
        network.tell(1, "leave 239.30.0.2");
        network.tell(1, "leave ff15::30:2");
        network.tell(1, "ping " + LiveNetwork.SECOND + " 2");
    }

    /** The raw frames by what becomes of them. */
    private static Map<String, List<String>> frames() throws IOException {
        Map<String, List<String>> frames = new LinkedHashMap<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
            LiveIT.class.getResourceAsStream("live-frames.txt"), StandardCharsets.UTF_8))) {
            lines.lines().filter(line -> !line.startsWith("#")).map(line -> line.split(" \\| "))
                .forEach(words -> frames.computeIfAbsent(words[0], unknown -> new ArrayList<>()).add(words[2]));
        }
        return frames;
    }

    /** The launcher and its libraries where the ordinary user can read them, wherever the checkout is. */
    private Path release() throws IOException {
        Path bin = Files.createDirectories(folder.resolve("release/bin"));
        Path lib = Files.createDirectories(folder.resolve("release/lib"));
        try (Stream<Path> jars = Files.list(Command.ROOT.resolve("deploy/standalone/target/tidewatch/lib"))) {
            for (Path jar : jars.toList()) {
                Files.copy(jar, lib.resolve(jar.getFileName()));
            }
        }
        return Files.copy(Command.LAUNCHER, bin.resolve("tidewatch"));
    }

    private static void await(Process process, Path output, String pattern) throws IOException {
        Pattern wanted = Pattern.compile(pattern, Pattern.MULTILINE);
        long giveUpAt = System.nanoTime() + LIMIT.toNanos();
        while (!wanted.matcher(Files.readString(output)).find()) {
            if (!process.isAlive() || System.nanoTime() > giveUpAt) {
                throw new AssertionError("no " + pattern + " in: " + Files.readString(output));
            }
            Standalone.pause();
        }
    }

    /** The bridge asks for MLD only when its own address is proved unique, some seconds after it is up. */
    private void awaitQuerier(Path recorded) throws IOException {
        long giveUpAt = System.nanoTime() + LIMIT.toNanos();
        for (String query : List.of("igmp[0] = 0x11", "dst ff02::1 and ip6[48] = 130")) {
            while (!Command.run(folder, LIMIT, "tcpdump", "-r", recorded, "-c", "1", "--count", query).out()
                .startsWith("1 ")) {
                assertThat(System.nanoTime()).as("the querier does not ask: " + query).isLessThan(giveUpAt);
                Standalone.pause();
            }
        }
    }

    /** Nothing came for longer than the kernel may keep a frame from either reader. */
    private static void awaitQuiet(Path recorded) throws IOException {
        long quiet = Duration.ofSeconds(2).toNanos();
        long giveUpAt = System.nanoTime() + LIMIT.toNanos();
        long size = -1;
        long since = System.nanoTime();
        while (System.nanoTime() - since < quiet) {
            if (Files.size(recorded) != size) {
                size = Files.size(recorded);
                since = System.nanoTime();
            }
            assertThat(System.nanoTime()).as("the wire does not fall silent").isLessThan(giveUpAt);
            Standalone.pause();
        }
    }

    private static int end(Process process) throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private List<JsonNode> dump(LiveNetwork network, Standalone standalone) {
        List<Object> words = new ArrayList<>(network.atTheSensor());
        words.addAll(List.of(Path.of(System.getProperty("java.home"), "bin/java"), "-cp",
            System.getProperty("java.class.path"), TopicDump.class.getName(), standalone.broker(),
            standalone.registry()));
        words.addAll(EVENTS);
        words.add(SENSORS);
        return Command.run(folder, LIMIT, words.toArray()).succeeded().json();
    }

    /** By topic and key, within which the order is the wire's. */
    private static void assertSame(List<JsonNode> published, List<JsonNode> decoded) {
        Map<String, List<JsonNode>> live = new LinkedHashMap<>();
        for (JsonNode record : published) {
            if (EVENTS.contains(record.path("topic").asText())) {
                live.computeIfAbsent(record.path("topic").asText() + " " + record.path("key").asText(),
                    unknown -> new ArrayList<>()).add(Plain.of(record.path("value")));
            }
        }
        Map<String, List<JsonNode>> recorded = new LinkedHashMap<>();
        for (JsonNode event : decoded) {
            String topic = event.path("topic").asText();
            recorded.computeIfAbsent(topic + " " + key(topic, event), unknown -> new ArrayList<>())
                .add(Plain.asOnTheTopic(event));
        }
        assertThat(live.keySet()).containsExactlyInAnyOrderElementsOf(recorded.keySet());
        live.forEach((key, events) -> {
            assertInOrder(key, events);
            assertThat(sorted(events)).as(key).isEqualTo(sorted(recorded.get(key)));
        });
        // A comparison of nothing would agree as well.
        assertThat(recorded).containsKeys("tidewatch.gmp.v1 live:p2", "tidewatch.gmp.v1 live:p2:100",
            "tidewatch.gmp.v1 live:p2:200.100", "tidewatch.gmp.v1 live:p2:300.100", "tidewatch.malformed.v1 live",
            "tidewatch.icmp.v1 live:p2|10.30.0.11", "tidewatch.icmp.v1 live:p2|" + LiveNetwork.SECOND);
        assertThat(recorded.get("tidewatch.gmp.v1 live:p2")).extracting(event -> event.path("protocol").asText() + " "
            + event.path("version").asInt() + " " + event.path("kind").asText()).contains("IGMP 3 GENERAL_QUERY",
            "IGMP 3 REPORT", "IGMP 2 REPORT", "IGMP 2 LEAVE", "MLD 2 GENERAL_QUERY", "MLD 2 REPORT", "MLD 1 REPORT",
            "MLD 1 LEAVE");
    }

    /** Frames that two processors had at one time come to each reader in an order of its own. */
    private static void assertInOrder(String key, List<JsonNode> events) {
        long latest = 0;
        for (JsonNode event : events) {
            assertThat(event.path("captured_at").asLong()).as(key).isGreaterThan(latest - AT_ONE_TIME_US);
            latest = Math.max(latest, event.path("captured_at").asLong());
        }
    }

    private static List<JsonNode> sorted(List<JsonNode> events) {
        return events.stream().sorted(Comparator.comparing((JsonNode event) -> event.path("captured_at").asLong())
            .thenComparing(event -> event.path("event_id").asText())).toList();
    }

    private static String key(String topic, JsonNode event) {
        return switch (topic) {
            case "tidewatch.gmp.v1" -> event.path("segment").asText();
            case "tidewatch.icmp.v1" -> event.path("segment").asText() + "|" + event.path("destination").asText();
            default -> event.path("sensor").asText();
        };
    }

    private void assertAccounted(List<JsonNode> published, Path recorded, String tcpdumpSaid) throws IOException {
        JsonNode last = published.stream().filter(record -> record.path("topic").asText().equals(SENSORS))
            .reduce((earlier, later) -> later).orElseThrow().path("value");
        long messages = published.stream().filter(record -> record.path("topic").asText().matches(".*(gmp|icmp).*"))
            .count();
        assertThat(last.path("state").asText()).isEqualTo("STOPPED");
        assertThat(last.path("published").asLong()).isEqualTo(messages);
        assertThat(last.path("malformed").asLong()).isEqualTo(frames().get("malformed").size());
        assertThat(last.path("fragments").asLong()).isEqualTo(frames().get("later fragment").size());
        assertThat(Stream.of("filtered", "kernel_dropped", "interface_dropped", "interruptions", "coalesced", "lost",
            "pending", "spooled")).allSatisfy(field -> assertThat(last.path(field).asLong()).as(field).isZero());
        long received = last.path("received").asLong();
        assertThat(received).isEqualTo(messages + frames().get("malformed").size()
            + frames().get("later fragment").size());
        assertThat(last.path("kernel_received").asLong()).isEqualTo(received);

        // And tcpdump, which filtered nothing and lost nothing: its frames are those, and the others.
        assertThat(said(tcpdumpSaid, "packets? dropped by kernel")).isZero();
        long others = Long.parseLong(Command.run(folder, LIMIT, "tcpdump", "-r", recorded, "--count", OTHERS)
            .succeeded().out().replaceAll("\\D*(\\d+) packets?.*\\s*", "$1"));
        assertThat(others).isGreaterThanOrEqualTo(frames().get("other").size());
        assertThat(said(tcpdumpSaid, "packets? captured")).isEqualTo(received + others);
    }

    private static long said(String text, String what) {
        Matcher match = Pattern.compile("(\\d+) " + what).matcher(text);
        assertThat(match.find()).as(text).isTrue();
        return Long.parseLong(match.group(1));
    }
}

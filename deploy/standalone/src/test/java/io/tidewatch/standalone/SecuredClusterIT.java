package io.tidewatch.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Every command on a cluster that takes nobody at his word, with the ACLs of deploy/security/acls.md and no others. */
@Order(3)
@Timeout(600)
@EnabledIfSystemProperty(named = "tidewatch.require", matches = "all",
    disabledReason = "it takes a minute: -Dtidewatch.require=all runs it")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SecuredClusterIT {
    private static final Path DEMO = Launched.ROOT.resolve("deploy/lab/demo.pcap");
    private static final Pattern ACL = Pattern.compile("acl User:(\\S+) --operation (\\w+) --([a-z-]+) (\\S+)"
        + "( --resource-pattern-type prefixed)?");
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    @TempDir
    private static Path folder;
    private SecuredCluster cluster;
    private final List<Path> outputs = new ArrayList<>();

    @BeforeAll
    void start() throws Exception {
        cluster = new SecuredCluster(folder);
        List<AclBinding> documented = documented();
        assertThat(documented).hasSizeGreaterThan(30);
        List<AclBinding> all = new ArrayList<>(documented);
        // The agent goes by its certificate, which has a name of its own.
        documented.stream().filter(acl -> acl.entry().principal().equals("User:agent"))
            .forEach(acl -> all.add(of("CN=agent", acl)));
        all.removeIf(acl -> acl.entry().principal().equals("User:agent"));
        cluster.allow(all);
        assertThat(cluster.allowed()).containsExactlyInAnyOrderElementsOf(all);
    }

    @AfterAll
    void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    private static List<AclBinding> documented() throws IOException {
        List<AclBinding> acls = new ArrayList<>();
        for (String line : Files.readAllLines(Launched.ROOT.resolve("deploy/security/acls.md"))) {
            Matcher acl = ACL.matcher(line);
            if (acl.matches()) {
                acls.add(new AclBinding(new ResourcePattern(
                    ResourceType.fromString(acl.group(3).replace('-', '_')), acl.group(4),
                    acl.group(5) == null ? PatternType.LITERAL : PatternType.PREFIXED),
                    allow(acl.group(1), operation(acl.group(2)))));
            }
        }
        return acls;
    }

    private static AclOperation operation(String word) {
        return AclOperation.fromString(word.replaceAll("(?<=[a-z])(?=[A-Z])", "_"));
    }

    private static AccessControlEntry allow(String user, AclOperation operation) {
        return new AccessControlEntry("User:" + user, "*", operation, AclPermissionType.ALLOW);
    }

    private static AclBinding of(String user, AclBinding acl) {
        return new AclBinding(acl.pattern(), allow(user, acl.entry().operation()));
    }

    private Launched launch(Map<String, String> environment, String... arguments) throws IOException {
        Path output = folder.resolve("out-" + outputs.size());
        outputs.add(output);
        return Launched.start(Launched.LAUNCHER, output, environment, arguments);
    }

    private void succeeds(String... arguments) throws IOException, InterruptedException {
        try (Launched command = launch(Map.of(), arguments)) {
            assertThat(command.exitCode()).as(command.output()).isZero();
        }
    }

    @Test
    @Order(1)
    void everythingRunsWithWhatIsDocumented() throws IOException, InterruptedException {
        for (String what : List.of("create", "check")) {
            succeeds("topics", what, "--verbose", "--bootstrap-server", cluster.byPassword(),
                "--command-config", cluster.topicsFile("setup").toString());
        }
        for (String what : List.of("register", "check")) {
            succeeds("schemas", what, "--verbose", "--schema-registry", cluster.registryUrl(),
                "--command-config", cluster.schemasFile().toString());
        }
        try (ServerSocket soc = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            String sink = sink(soc.getLocalPort());
            String processors = processors(Map.of(SecuredCluster.JAAS,
                SecuredCluster.login("processors", "${env:KAFKA_PASSWORD}")));
            try (Launched sinking = launch(Map.of(), "sink", "--verbose", "--config", sink);
                 Launched processing = launch(Map.of("KAFKA_PASSWORD", SecuredCluster.password("processors")),
                     "process", "--verbose", "--config", processors)) {
                CompletableFuture<String> first = firstLine(soc);
                String api = processing.await("^processors ready after .* API on (http\\S+)$");
                succeeds("capture", "--verbose", "--config", replay(Map.of()));
                keep(live());
                assertThat(first).succeedsWithin(PATIENCE).asString().contains("tidewatch");
                awaitAnswers(api);
                processing.terminate();
                assertThat(processing.exitCode()).as(processing.output()).isZero();
                sinking.terminate();
                assertThat(sinking.exitCode()).as(sinking.output()).isZero();
                assertThat(processing.output() + sinking.output()).doesNotContain("AuthorizationException");
            }
        }
        assertThat(cluster.refusedByRegistry()).isZero();
    }

    /** Of the replay as user of a password and of live capture as user of a certificate. */
    private static void awaitAnswers(String api) throws InterruptedException {
        long giveUpAt = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            String segments = Run.of("query", "segments", "--output", "csv", "--api", api).out();
            String alerts = Run.of("query", "alerts", "--output", "csv", "--api", api).out();
            if (segments.contains("by-password") && segments.contains("by-certificate") && alerts.lines().count() > 1) {
                return;
            }
            assertThat(System.nanoTime()).as(segments + alerts).isLessThan(giveUpAt);
            Thread.sleep(200);
        }
    }

    /** The receiver of one connection, which reads on until the sink ends it. */
    private static CompletableFuture<String> firstLine(ServerSocket soc) {
        CompletableFuture<String> first = new CompletableFuture<>();
        Thread receiver = new Thread(() -> {
            try (Socket socket = soc.accept(); BufferedReader lines = new BufferedReader(
                    new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
                lines.lines().forEach(first::complete);
            } catch (IOException e) {
                first.completeExceptionally(e);
            }
        }, "receiver");
        receiver.setDaemon(true);
        receiver.start();
        return first;
    }

    private String replay(Map<String, String> own) throws IOException {
        Map<String, String> all = new HashMap<>(Map.of("capture.file", DEMO.toString(), "capture.pace", "max",
            "sensor.name", "demo", "segment.name", "by-password", "metrics.listen", "off"));
        all.putAll(own);
        return cluster.settingsFile("replay", all).toString();
    }

    private String processors(Map<String, String> own) throws IOException {
        Map<String, String> all = new HashMap<>(Map.of("state.dir", folder.resolve("state").toString(), "api.port",
            "0"));
        all.putAll(own);
        return cluster.settingsFile("processors", all).toString();
    }

    private String sink(int port) throws IOException {
        return cluster.settingsFile("sink", Map.of("sink.name", "soc", "sink.to", "tcp://127.0.0.1:" + port,
            "sink.framing", "line", "sink.from", "beginning")).toString();
    }

    /** Live capture of what comes on standard input. */
    private Run live() throws IOException {
        String settings = cluster.settingsFile(null, Map.of("sensor.name", "tap", "segment.name", "by-certificate",
            "spool.directory", folder.resolve("spool").toString(), "capture.pace", "max", "metrics.listen", "off"))
            .toString();
        InputStream before = System.in;
        try (InputStream demo = Files.newInputStream(DEMO)) {
            System.setIn(demo);
            return Run.of("capture", "-r", "-", "--config", settings);
        } finally {
            System.setIn(before);
        }
    }

    @Test
    @Order(2)
    void eachOfTheAclsIsNeededAndItsLackIsToldByName() throws Exception {
        for (AclBinding acl : documented()) {
            String user = acl.entry().principal().substring("User:".length());
            if (user.equals("changes")) {
                continue;
            }
            AclBinding given = user.equals("agent") ? of("CN=agent", acl) : acl;
            cluster.forbid(given);
            try {
                Run run = without(user, acl.entry().operation());
                assertThat(run.exitCode()).as(acl.toString()).isEqualTo(1);
                assertThat(run.err().lines().filter(line -> line.startsWith("tidewatch: "))).as(acl + " " + run.err())
                    .singleElement().asString().contains("permissions: ", "kafka-acls --add", " "
                        + acl.pattern().name());
                keep(run);
            } finally {
                cluster.allow(List.of(given));
            }
            if (user.equals("setup")) {
                assertThat(topics("create").exitCode()).isZero();
            }
        }
    }

    private Run without(String user, AclOperation operation) throws Exception {
        return switch (user) {
            case "setup" -> {
                if (operation == AclOperation.CREATE) {
                    cluster.delete("tidewatch.siem.alerts.ocsf-json.v1");
                }
                yield topics(operation == AclOperation.CREATE ? "create" : "check");
            }
            case "agent" -> live();
            case "replay" -> Run.of("capture", "--replay-again", "--config", replay(Map.of()));
            case "processors" -> Run.of("process", "--config", processors(Map.of()));
            case "sink" -> Run.of("sink", "--config", sink(9));
            default -> throw new AssertionError(user);
        };
    }

    private Run topics(String what) throws IOException {
        return Run.of("topics", what, "--bootstrap-server", cluster.byPassword(), "--command-config",
            cluster.topicsFile("setup").toString());
    }

    private void keep(Run run) throws IOException {
        outputs.add(Files.writeString(folder.resolve("out-" + outputs.size()), run.out() + run.err()));
    }

    @Test
    @Order(3)
    void whoComesWithAWrongPasswordIsToldSo() throws IOException {
        Map<String, String> wrong = Map.of(SecuredCluster.JAAS, SecuredCluster.login("replay",
            SecuredCluster.password("nobody")));
        for (Run run : List.of(Run.of("capture", "--config", replay(wrong)),
                Run.of("process", "--config", processors(wrong)))) {
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.paragraph()).contains("refuses the name and password", "invalid credentials", "password")
                .doesNotContain(SecuredCluster.password("nobody"));
        }
    }

    @Test
    @Order(4)
    void noSecretIsEverPrinted() throws IOException, InterruptedException {
        for (String what : List.of("--print-config", "--check-config")) {
            succeeds("capture", "--verbose", what, "--config", replay(Map.of()));
            succeeds("process", "--verbose", what, "--config", processors(Map.of()));
        }
        assertThat(outputs).hasSizeGreaterThan(40);
        outputs.add(folder.resolve("registry.log"));
        for (Path output : outputs) {
            String text = Files.readString(output);
            SecuredCluster.secrets().forEach(secret -> assertThat(text).as(output.toString()).doesNotContain(secret));
        }
    }
}

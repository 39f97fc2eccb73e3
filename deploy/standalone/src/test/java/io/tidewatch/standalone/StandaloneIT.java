package io.tidewatch.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real broker and a real registry, by the launcher: they start, stop, start again, survive a kill. */
@Order(1)
@Timeout(240)
class StandaloneIT {
    @TempDir
    private Path folder;

    @Test
    void keepsEverythingOverStopAndKill() throws IOException, InterruptedException {
        String data = folder.resolve("data").toString();
        String broker;
        String registry;
        try (Launched first = Launched.start(folder.resolve("first.out"), "standalone", "--data-dir", data,
            "--broker-port", "0", "--registry-port", "0", "--api-port", "0", "--partitions", "3")) {
            first.await("Tidewatch is up");
            assertThat(first.output()).contains("14 created, 0 existed", "11 registered");
            broker = first.await("Kafka +(\\S+)$");
            registry = first.await("registry +(http\\S+)$");

            assertThat(Run.of("topics", "check", "--bootstrap-server", broker, "--partitions", "3"))
                .isEqualTo(new Run(0, "14 topics are as the contract says\n", ""));
            assertThat(Run.of("schemas", "check", "--schema-registry", registry))
                .isEqualTo(new Run(0, "the registry holds this release's contract\n", ""));
            assertDifferencesAreTold(broker, registry);

            first.terminate();
            assertThat(first.exitCode()).isZero();
        }
        List<ProcessHandle> children;
        try (Launched second = Launched.start(folder.resolve("second.out"), "standalone", "--data-dir", data)) {
            second.await("Tidewatch is up");
            assertThat(second.output()).contains("0 created, 14 existed", "0 registered");
            assertThat(second.await("Kafka +(\\S+)$")).isEqualTo(broker);
            assertThat(second.await("registry +(http\\S+)$")).isEqualTo(registry);
            children = second.children();
            assertThat(children).isNotEmpty();
            second.kill();
            second.exitCode();
        }
        try (Launched third = Launched.start(folder.resolve("third.out"), "standalone", "--data-dir", data)) {
            third.await("Tidewatch is up");
            for (ProcessHandle orphan : children) {
                assertThat(orphan.onExit().orTimeout(10, TimeUnit.SECONDS)).succeedsWithin(10, TimeUnit.SECONDS);
            }
            assertThat(Run.of("topics", "check", "--bootstrap-server", broker, "--partitions", "3").exitCode())
                .isZero();
            assertThat(Run.of("schemas", "check", "--schema-registry", registry).exitCode()).isZero();
            assertRegistryDeathIsTold(third);
        }
    }

    @Test
    void stopsInTheMiddleOfItsStart() throws IOException, InterruptedException {
        for (String moment : List.of("data in", "broker +ready", "registry +ready")) {
            try (Launched run = Launched.start(folder.resolve("out"), "standalone", "--data-dir",
                    folder.resolve("data").toString(), "--broker-port", "0", "--registry-port", "0", "--api-port",
                    "0")) {
                run.await("^" + moment);
                run.terminate();
                assertThat(run.exitCode()).isZero();
                assertThat(run.output()).doesNotContain("Tidewatch is up", "tidewatch:", "\tat ");
            }
        }
    }

    @Test
    void startsAgainWithTheSameAnswers() throws IOException, InterruptedException {
        String data = folder.resolve("data").toString();
        String[] options = {"standalone", "--data-dir", data, "--broker-port", "0", "--registry-port", "0",
            "--api-port", "0", "-r", Launched.ROOT.resolve("deploy/lab/demo.pcap").toString(), "--pace", "max",
            "--sensor", "demo", "--segment", "lab"};
        List<Run> before;
        try (Launched first = Launched.start(folder.resolve("first.out"), options)) {
            first.await("^processed all of .*demo.pcap, ");
            assertThat(first.output()).contains("demo.pcap: 4,630 frames, 4,630 events published");
            before = answers(first.await("API +(http\\S+)$"));
            assertThat(before).allSatisfy(run -> assertThat(run.exitCode()).isZero());
            assertThat(before.get(0).lines()).hasSizeGreaterThan(6);
            assertThat(before.get(2).lines()).hasSize(3);
            first.terminate();
            assertThat(first.exitCode()).isZero();
        }
        try (Launched second = Launched.start(folder.resolve("second.out"), options)) {
            second.await("^processed all of .*demo.pcap, ");
            assertThat(second.output()).contains("demo.pcap had been replayed before, nothing was published again");
            assertThat(answers(second.await("API +(http\\S+)$"))).isEqualTo(before);
            second.terminate();
            assertThat(second.exitCode()).isZero();
        }
    }

    /**
     * As many commits as an hour has. Their topic is small again before the kill: else the members that it ends would
     * keep their tasks, and the processors wait for ever.
     */
    @Test
    void worksOnAfterAKillHoweverMuchWasCommitted() throws Exception {
        String data = folder.resolve("data").toString();
        String[] options = {"standalone", "--data-dir", data, "--broker-port", "0", "--registry-port", "0",
            "--api-port", "0"};
        try (Launched first = Launched.start(folder.resolve("first.out"), options)) {
            first.await("Tidewatch is up");
            try (CommittedGroups groups = new CommittedGroups(first.await("Kafka +(\\S+)$"))) {
                groups.commit(200_000);
                groups.awaitSmall(4 << 20, Duration.ofSeconds(90));
                groups.awaitWorking(Duration.ofSeconds(30), "tidewatch-membership", "tidewatch-storms");
            }
            first.kill();
            first.exitCode();
        }
        try (Launched second = Launched.start(folder.resolve("second.out"), options)) {
            second.await("Tidewatch is up");
            try (CommittedGroups groups = new CommittedGroups(second.await("Kafka +(\\S+)$"))) {
                groups.awaitWorking(Duration.ofSeconds(30), "tidewatch-membership", "tidewatch-storms");
            }
        }
    }

    private static List<Run> answers(String api) {
        return List.of(Run.of("query", "groups", "--output", "csv", "--api", api),
            Run.of("query", "hosts", "10.20.0.12", "--output", "csv", "--api", api),
            Run.of("query", "alerts", "--output", "csv", "--api", api));
    }

    private static void assertDifferencesAreTold(String broker, String registry) {
        Run topics = Run.of("topics", "check", "--bootstrap-server", broker, "--partitions", "5");
        assertThat(topics.exitCode()).isEqualTo(1);
        assertThat(topics.lines()).hasSize(14).contains("differs: tidewatch.gmp.v1 has 3 partitions instead of 5");
        Run missing = Run.of("topics", "check", "--bootstrap-server", broker, "--topic-prefix", "other.");
        assertThat(missing.exitCode()).isEqualTo(1);
        assertThat(missing.lines()).hasSize(14).contains("differs: other.gmp.v1 does not exist");
        Run again = Run.of("topics", "create", "--bootstrap-server", broker);
        assertThat(again).isEqualTo(new Run(0, "0 topics created, 14 existed\n", ""));
        Run refused = Run.of("topics", "create", "--bootstrap-server", broker, "--topic-prefix", "more.",
            "--replication-factor", "3");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.paragraph()).startsWith("Topic more.").contains("could not be created",
            "--replication-factor");

        Run schemas = Run.of("schemas", "check", "--schema-registry", registry, "--topic-prefix", "other.");
        assertThat(schemas.exitCode()).isEqualTo(1);
        assertThat(schemas.lines()).hasSize(11).contains("differs: other.gmp.v1-value is not registered");
        assertThat(Run.of("schemas", "register", "--schema-registry", registry).lines())
            .containsExactly("0 schemas registered; the registry holds this release's contract");
    }

    private static void assertRegistryDeathIsTold(Launched standalone) throws InterruptedException {
        standalone.children().forEach(ProcessHandle::destroyForcibly);
        assertThat(standalone.exitCode()).isEqualTo(1);
        assertThat(standalone.output()).contains("tidewatch: The embedded schema registry has ended with exit code "
            + "137.");
    }
}

package io.tidewatch.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.standalone.example.WhoIsIn;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The processors in a process of their own, against a broker and a registry that run elsewhere. */
@Timeout(240)
class ProcessIT {
    @TempDir
    private Path folder;

    @Test
    void answersAsTheProcessorsOfTheStandaloneDo() throws IOException, InterruptedException {
        try (Launched standalone = Launched.start(folder.resolve("standalone.out"), "standalone", "--data-dir",
                folder.resolve("data").toString(), "--broker-port", "0", "--registry-port", "0", "--api-port", "0",
                "-r", Launched.ROOT.resolve("deploy/lab/demo.pcap").toString(), "--pace", "max", "--sensor", "demo",
                "--segment", "lab")) {
            standalone.await("^processed all of ");
            String broker = standalone.await("Kafka +(\\S+)$");
            String registry = standalone.await("registry +(http\\S+)$");
            String wanted = groups(standalone.await("API +(http\\S+)$"));
            assertRegistryThatIsNotThereIsTold(broker);
            assertTheExampleSeesTheSame(broker, registry, standalone.await("API +(http\\S+)$"));

            try (Launched process = Launched.start(folder.resolve("process.out"), "process", "--bootstrap-server",
                    broker, "--schema-registry", registry, "--state-dir", folder.resolve("state").toString(),
                    "--api-port", "0", "--set", "application.id.prefix=second-")) {
                String api = process.await("^processors ready after .* API on (http\\S+)$");
                long giveUpAt = System.nanoTime() + 60_000_000_000L;
                while (!groups(api).equals(wanted)) {
                    assertThat(System.nanoTime()).as("has " + groups(api) + " not " + wanted).isLessThan(giveUpAt);
                    Thread.sleep(200);
                }
                process.terminate();
                assertThat(process.exitCode()).isZero();
                assertThat(process.output().lines()).hasSize(1);
            }
            standalone.terminate();
            assertThat(standalone.exitCode()).isZero();
        }
    }

    private static String groups(String api) {
        return Run.of("query", "groups", "--segment", "lab", "--output", "csv", "--api", api).out();
    }

    /** A program with the schemas alone, as the README of schemas shows it. */
    private static void assertTheExampleSeesTheSame(String broker, String registry, String api) {
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        WhoIsIn.run(broker, registry, "lab", Duration.ofSeconds(1),
            new PrintStream(told, true, StandardCharsets.UTF_8));
        List<String> wanted = new ArrayList<>();
        Run.of("query", "groups", "--segment", "lab", "--output", "csv", "--api", api).lines().stream().skip(1)
            .map(line -> line.split(",")[1]).forEach(group -> Run.of("query", "members", group, "--segment", "lab",
                "--output", "csv", "--api", api).lines().stream().skip(1).map(line -> line.split(","))
                .forEach(cells -> wanted.add(cells[1] + ' ' + cells[2])));
        assertThat(wanted).isNotEmpty();
        assertThat(told.toString(StandardCharsets.UTF_8).lines()).containsExactlyElementsOf(wanted);
    }

    private void assertRegistryThatIsNotThereIsTold(String broker) throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        Run run = Run.of("process", "--bootstrap-server", broker, "--schema-registry", "http://127.0.0.1:" + port,
            "--state-dir", folder.resolve("none").toString(), "--api-port", "0", "--set", "start.timeout.ms=5000");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.paragraph()).startsWith("The schema registry can't be asked. ").contains("Connection refused");
    }
}

package io.tidewatch.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/**
 * The console in a real browser, on a standalone that demands a token: while the demo is replayed its stream is cut
 * again and again; then every view, key and export is tried against what the API says. Leaves pictures of every view in
 * {@code target/console}.
 */
@Order(5)
@Timeout(600)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ConsoleIT {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path MODULE = Command.ROOT.resolve("stream-processors");
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final String TOKEN = "a-token-for-the-console";
    /** What links in alerts begin with, as if a proxy were in front. */
    private static final String PUBLIC = "http://tidewatch.example";

    private Path folder;
    private Standalone standalone;

    @BeforeAll
    void start() {
        Needs.program(CHROMIUM);
        folder = Demo.temporary();
        Needs.commands("node", "npm");
        // The one starts while the other is fetched.
        standalone = Standalone.start(folder.resolve("data"), "--set", "api.token=" + TOKEN, "--set",
            "api.url=" + PUBLIC);
        Node.installed(folder.resolve("console"), Command.ROOT.resolve("deploy/e2e/console"));
        // What happened within the last hours is looked at too.
        Command.run(folder, LIMIT, Command.LAUNCHER, "retime", Command.DEMO, demo()).succeeded();
        standalone.awaitUp();
    }

    @AfterAll
    void stop() {
        if (standalone != null) {
            standalone.close();
        }
        if (folder != null) {
            Demo.delete(folder);
        }
    }

    /** The recording, with the times of now. */
    private Path demo() {
        return folder.resolve("demo.pcap");
    }

    private void browse(String... suites) {
        List<Object> command = new ArrayList<>(List.of("env", "BASE=" + standalone.apiUrl(),
            "TOKEN=" + TOKEN, "CHROMIUM=" + CHROMIUM, "SHOTS=" + Path.of("target/console").toAbsolutePath(),
            "LAUNCHER=" + Command.LAUNCHER, "DEMO=" + demo(), "KAFKA=" + standalone.broker(),
            "REGISTRY=" + standalone.registry(), "PUBLIC=" + PUBLIC,
            "CONSOLE=" + MODULE.resolve("src/main/resources/console").toAbsolutePath(),
            "DASHBOARDS=" + Command.ROOT.resolve("deploy/grafana/dashboards"),
            // In one process, and so in one browser.
            "node", "--input-type=module", "-e",
            "for (const suite of process.argv.slice(1)) await import('./' + suite)"));
        command.addAll(List.of(suites));
        Command.Done done = Command.run(folder.resolve("console"), LIMIT, command.toArray());
        assertThat(done.exitCode()).as(done.out() + done.err()).isZero();
        assertThat(done.out()).contains("# fail 0").doesNotContain("# pass 0");
    }

    @Test
    @Order(1)
    void aStreamThatIsCutGoesOn() {
        browse("stream.test.mjs");
    }

    /** After the demo was replayed for the stream. */
    @Test
    @Order(2)
    void whatIsShownIsWhatTheApiSays() {
        browse("views.test.mjs", "habits.test.mjs", "truth.test.mjs", "links.test.mjs");
    }

    /** Modules without a page, and their types. */
    @Test
    void modulesDoWhatTheySay() throws IOException {
        List<Object> command = new ArrayList<>(List.of("node", "--test"));
        try (Stream<Path> files = Files.list(MODULE.resolve("src/test/console"))) {
            files.filter(file -> file.toString().endsWith(".test.mjs")).sorted().forEach(command::add);
        }
        Command.Done done = Command.run(folder, LIMIT, command.toArray());
        assertThat(done.exitCode()).as(done.out()).isZero();
        assertThat(done.out()).contains("# fail 0").doesNotContain("# pass 0");
    }

    @Test
    void theTypesFit() {
        Path scratch = folder.resolve("types");
        Node.installed(scratch, MODULE);
        copy(MODULE.resolve("src/main/resources/console"), scratch.resolve("src/main/resources/console"));
        Command.Done done = Command.run(scratch, LIMIT, "npm", "run", "types");
        assertThat(done.exitCode()).as(done.out()).isZero();
    }

    private static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

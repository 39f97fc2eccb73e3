package io.tidewatch.standalone.local;

import io.tidewatch.schemas.OperatorError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real Apicurio registry as a child process on loopback, speaking Confluent's API, its schemas in an H2 file. A
 * process of its own, since its libraries and ours don't agree; it ends when we do, see {@link RegistryProcess}.
 */
public final class EmbeddedRegistry implements AutoCloseable {
    private static final Duration READY_LIMIT = Duration.ofSeconds(90);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(5);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(5);
    private static final long POLL_MS = 100;
    private static final int SHOWN_LINES = 3;
    private static final int OK = 200;

    private final Process process;
    private final URI url;
    private final Path log;

    private EmbeddedRegistry(Process process, URI url, Path log) {
        this.process = process;
        this.url = url;
        this.log = log;
    }

    /**
     * Starts it; {@link #awaitReady} says when it answers.
     *
     * @param home the unpacked registry
     * @param data the registry's own place
     * @param log what it prints goes there
     * @throws OperatorError when it is not there or can't be run
     */
    public static EmbeddedRegistry start(Path home, Path data, Path log, Ports ports) {
        try {
            Files.createDirectories(data);
            ProcessBuilder command = new ProcessBuilder(command(home, ports.registry()));
            command.environment().put("REGISTRY_DATASOURCE_URL", "jdbc:h2:file:" + data.resolve("schemas"));
            // Ctrl-C reaches every process of the terminal; this one ends when its parent is done with it.
            Process process = command.redirectErrorStream(true).redirectOutput(log.toFile()).start();
            return new EmbeddedRegistry(process, ports.registryUrl(), log);
        } catch (IOException e) {
            throw OperatorError.failed("The embedded schema registry could not be started", e.getMessage(),
                "Build again (mvn package), or check that " + data + " can be written", e);
        }
    }

    private static List<String> command(Path home, int port) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classPath = jar(home, "registry-process.jar") + ":" + jar(home, "runner.jar");
        // A signal that is ignored from the start stays ignored in a JVM.
        return List.of("/bin/sh", "-c", "trap '' INT; exec \"$@\"", "registry", java, "-Xmx256m", "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1", "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
            "-Dquarkus.http.host=" + Ports.HOST, "-Dquarkus.http.port=" + port, "-cp", classPath,
            RegistryProcess.class.getName());
    }

    private static Path jar(Path home, String ending) throws IOException {
        try (Stream<Path> files = Files.list(home)) {
            return files.filter(file -> file.getFileName().toString().endsWith(ending)).findFirst()
                .orElseThrow(() -> new IOException("There is no *" + ending + " in " + home));
        }
    }

    /**
     * Waits until it answers.
     *
     * @throws OperatorError when it ends before that, or takes more than 90 s
     */
    public void awaitReady() {
        HttpClient http = HttpClient.newBuilder().connectTimeout(ANSWER_LIMIT).build();
        HttpRequest subjects = HttpRequest.newBuilder(URI.create(url + "/subjects")).timeout(ANSWER_LIMIT).build();
        long giveUpAt = System.nanoTime() + READY_LIMIT.toNanos();
        while (!answers(http, subjects)) {
            if (!process.isAlive()) {
                throw ended();
            }
            if (System.nanoTime() > giveUpAt) {
                throw OperatorError.failed("The embedded schema registry did not become ready in "
                    + READY_LIMIT.toSeconds() + " s", "Its last lines: " + lastLines(), "All of them are in " + log,
                    null);
            }
            pause();
        }
    }

    private static boolean answers(HttpClient http, HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == OK;
        } catch (IOException e) {
            // Nobody listens yet.
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void pause() {
        try {
            Thread.sleep(POLL_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether the process runs. */
    public boolean alive() {
        return process.isAlive();
    }

    /** Why it is no longer there, for people. */
    public OperatorError ended() {
        return OperatorError.failed("The embedded schema registry has ended with exit code " + process.exitValue(),
            "Its last lines: " + lastLines(), "All of them are in " + log + "; start again, the data is kept", null);
    }

    private String lastLines() {
        try {
            List<String> lines = new String(Files.readAllBytes(log), StandardCharsets.UTF_8).lines()
                .filter(line -> !line.isBlank()).toList();
            return String.join(" / ", lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The Confluent API of it. */
    public URI url() {
        return url;
    }

    /** Stops it: its standard input ends, and it closes its database. */
    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}

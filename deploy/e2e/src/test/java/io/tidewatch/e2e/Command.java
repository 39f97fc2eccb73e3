package io.tidewatch.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Commands that end by themselves, and where things are in the checkout. */
final class Command {
    static final Path ROOT = Path.of(System.getProperty("tidewatch.root", "../..")).toAbsolutePath().normalize();
    static final Path LAUNCHER = ROOT.resolve("deploy/bin/tidewatch");
    static final Path LAB = ROOT.resolve("deploy/lab/lab");
    static final Path DEMO = ROOT.resolve("deploy/lab/demo.pcap");
    static final ObjectMapper JSON = new ObjectMapper();

    private Command() {
    }

    /** What a command did. */
    record Done(int exitCode, String out, String err) {
        Done succeeded() {
            if (exitCode != 0) {
                throw new AssertionError("exit code " + exitCode + "\n" + err + "\n" + out);
            }
            return this;
        }

        /** Each line as JSON. */
        List<JsonNode> json() {
            List<JsonNode> lines = new ArrayList<>();
            try {
                for (String line : out.split("\n")) {
                    if (!line.isEmpty()) {
                        lines.add(JSON.readTree(line));
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return lines;
        }
    }

    /** Runs a command to its end, at most for so long, in a folder where it may leave its output. */
    static Done run(Path folder, Duration limit, Object... words) {
        List<String> command = new ArrayList<>();
        for (Object word : words) {
            command.add(word.toString());
        }
        try {
            Path out = Files.createTempFile(folder, "command-", ".out");
            Path err = Files.createTempFile(folder, "command-", ".err");
            Process process = new ProcessBuilder(command).directory(folder.toFile()).redirectOutput(out.toFile())
                .redirectError(err.toFile()).start();
            try {
                if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw new AssertionError(command + " has not ended within " + limit + "\n"
                        + Files.readString(err));
                }
                return new Done(process.exitValue(), Files.readString(out), Files.readString(err));
            } finally {
                // TERM: the lab takes its namespaces down.
                process.destroy();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /** A port of loopback that nobody uses now. */
    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What {@code tidewatch decode} says about a capture file: one object an event. */
    static List<JsonNode> decode(Path folder, Path capture) {
        return run(folder, Duration.ofMinutes(1), LAUNCHER, "decode", capture).succeeded().json();
    }
}

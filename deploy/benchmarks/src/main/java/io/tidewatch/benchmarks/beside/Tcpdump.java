package io.tidewatch.benchmarks.beside;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code tcpdump -w} on an interface, with a kernel buffer as large as the agent's. */
final class Tcpdump implements AutoCloseable {
    static final String NAME = "tcpdump";
    private static final String BUFFER_KIB = Integer.toString(16 << 10);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long LOOK_MS = 20;
    /** Twice the read timeout that tcpdump has. */
    private static final long COLLECTING_MS = 2_000;
    private static final Pattern SUMMARY = Pattern.compile("(\\d+) packets captured\\s+(\\d+) packets received by "
        + "filter\\s+(\\d+) packets dropped by kernel");

    private final Process process;
    private final Path log;
    private final Path file;

    /**
     * Its own last words.
     *
     * @param captured frames in the file
     * @param dropped frames that the kernel had no room for
     */
    record Summary(long captured, long dropped) {
    }

    private Tcpdump(Process process, Path log, Path file) {
        this.process = process;
        this.log = log;
        this.file = file;
    }

    /** Starts it; returns when it listens. */
    static Tcpdump start(String captureInterface, Path work) throws IOException, InterruptedException {
        Path file = work.resolve("tcpdump.pcap");
        Path log = work.resolve("tcpdump.log");
        List<String> command = List.of(NAME, "-n", "-i", captureInterface, "-B", BUFFER_KIB, "-Z", "root", "-w",
            file.toString());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        long giveUp = System.nanoTime() + PATIENCE.toNanos();
        while (!Files.readString(log).contains("listening on")) {
            if (!process.isAlive() || System.nanoTime() > giveUp) {
                process.destroyForcibly();
                throw new IOException("tcpdump does not listen: " + Files.readString(log).strip());
            }
            Thread.sleep(LOOK_MS);
        }
        return new Tcpdump(process, log, file);
    }

    /** Ends it, as Ctrl-C does, once the kernel has handed over what it had collected. */
    Summary stop() throws IOException, InterruptedException {
        Thread.sleep(COLLECTING_MS);
        process.destroy();
        process.waitFor();
        String said = Files.readString(log);
        Matcher summary = SUMMARY.matcher(said);
        if (!summary.find()) {
            throw new IOException("tcpdump told no summary: " + said.strip());
        }
        return new Summary(Long.parseLong(summary.group(1)), Long.parseLong(summary.group(3)));
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        Files.deleteIfExists(file);
    }
}

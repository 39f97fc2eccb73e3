package io.tidewatch.benchmarks.beside;

import java.io.BufferedInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** A command in a process of its own. */
public final class Tool {
    private static final File NOWHERE = new File("/dev/null");
    private static final double NANOS_PER_SECOND = 1e9;
    private static final int CHUNK = 1 << 16;

    private Tool() {
    }

    /** Whether a command is on the path. */
    public static boolean installed(String name) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
            .anyMatch(directory -> Files.isExecutable(Path.of(directory, name)));
    }

    /** Runs a command with its output thrown away; returns how many seconds it took. */
    static double seconds(Path log, List<String> command) throws IOException, InterruptedException {
        long began = System.nanoTime();
        Process process = new ProcessBuilder(command).redirectOutput(NOWHERE).redirectError(log.toFile()).start();
        await(process, log, command);
        return (System.nanoTime() - began) / NANOS_PER_SECOND;
    }

    /** Runs a command and counts the lines of its output. */
    static long lines(Path log, List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectError(log.toFile()).start();
        long lines = 0;
        byte[] chunk = new byte[CHUNK];
        try (InputStream out = new BufferedInputStream(process.getInputStream())) {
            for (int read = out.read(chunk); read >= 0; read = out.read(chunk)) {
                for (int i = 0; i < read; i++) {
                    lines += chunk[i] == '\n' ? 1 : 0;
                }
            }
        }
        await(process, log, command);
        return lines;
    }

    /** Waits for its end; throws what it said when it failed. */
    public static void await(Process process, Path log, List<String> command) throws IOException, InterruptedException {
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + " ended with " + process.exitValue() + ": "
                + Files.readString(log).strip());
        }
    }
}

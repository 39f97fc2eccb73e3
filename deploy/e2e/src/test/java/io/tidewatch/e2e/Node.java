package io.tidewatch.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The programs of {@code deploy/e2e/node} with their libraries, installed once beside the demo. */
final class Node {
    private static final List<String> FILES = List.of("package.json", "package-lock.json", "read-topics.mjs",
        "parse-syslog.mjs", "check-ecs.mjs", "check-asyncapi.mjs");

    private final Path folder;

    private Node(Path folder) {
        this.folder = folder;
    }

    /** Skips the suite, or fails where all is required, without node and npm. */
    static Node beside(Demo.Run demo) {
        Needs.commands("node", "npm");
        Path folder = demo.folder().resolve("node");
        if (!Files.exists(folder)) {
            try {
                Files.createDirectories(folder);
                for (String file : FILES) {
                    Files.copy(Command.ROOT.resolve("deploy/e2e/node").resolve(file), folder.resolve(file));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            Command.run(folder, Duration.ofMinutes(2), "npm", "ci", "--no-audit", "--no-fund").succeeded();
        }
        return new Node(folder);
    }

    Command.Done run(String program, Object... arguments) {
        List<Object> words = new ArrayList<>(List.of("node", program));
        words.addAll(List.of(arguments));
        return Command.run(folder, Duration.ofMinutes(1), words.toArray()).succeeded();
    }

    /** The same about lines of text. */
    Command.Done runOn(String program, List<String> lines) {
        try {
            return run(program, Files.write(Files.createTempFile(folder, "lines-", ".txt"), lines));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.tidewatch.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Programs for Node with their libraries, copied and installed in a scratch folder. */
final class Node {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final Path folder;

    private Node(Path folder) {
        this.folder = folder;
    }

    /** Those of {@code deploy/e2e/node}, installed once beside the demo. */
    static Node beside(Demo.Run demo) {
        return installed(demo.folder().resolve("node"), Command.ROOT.resolve("deploy/e2e/node"));
    }

    /**
     * The files of a folder of the checkout, in a scratch folder of their own. Skips the suite, or fails where all is
     * required, without node and npm.
     */
    static synchronized Node installed(Path folder, Path from) {
        Needs.commands("node", "npm");
        if (!Files.exists(folder)) {
            try (Stream<Path> files = Files.list(from)) {
                Files.createDirectories(folder);
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Files.copy(file, folder.resolve(file.getFileName()));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            Command.run(folder, Duration.ofMinutes(4), Command.ROOT.resolve("deploy/e2e/npm-ci")).succeeded();
        }
        return new Node(folder);
    }

    Command.Done run(String program, Object... arguments) {
        List<Object> words = new ArrayList<>(List.of("node", program));
        words.addAll(List.of(arguments));
        return Command.run(folder, LIMIT, words.toArray()).succeeded();
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

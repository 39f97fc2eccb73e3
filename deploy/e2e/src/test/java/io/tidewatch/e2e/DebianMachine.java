package io.tidewatch.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;

/** A copy of a clean Debian, to install into; or, booted, a machine with systemd as its process 1 and no network. */
final class DebianMachine implements AutoCloseable {
    /** Runs a command in a root of its own. */
    static final Path OWN_ROOT = Command.ROOT.resolve("deploy/e2e/own-root");
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final Path folder;
    private final Path root;
    private Background booted;

    private DebianMachine(Path folder, Path root) {
        this.folder = folder;
        this.root = root;
    }

    static DebianMachine copy(DebianRoot.Clean clean) {
        Path folder = Demo.temporary();
        DebianMachine machine = new DebianMachine(folder, folder.resolve("root"));
        Command.run(folder, LIMIT, "cp", "-a", clean.root(), machine.root).succeeded();
        return machine;
    }

    /** A file of it, by its absolute path in there. */
    Path file(String path) {
        return root.resolve(path.substring(1));
    }

    String read(String path) {
        try {
            return Files.readString(file(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a command in it, as root: in the machine where it is booted, else in its files alone. */
    Command.Done tell(Object... words) {
        List<Object> command = new ArrayList<>(booted == null ? List.of(OWN_ROOT, root)
            : List.of("nsenter", "--all", "--target", booted.output().strip()));
        command.addAll(List.of("env", "DEBIAN_FRONTEND=noninteractive", "LC_ALL=C.UTF-8",
            "PATH=/usr/sbin:/usr/bin:/sbin:/bin"));
        command.addAll(Arrays.asList(words));
        return Command.run(folder, LIMIT, command.toArray());
    }

    /** What a command in it prints, which has to succeed. */
    String ask(Object... words) {
        return tell(words).succeeded().out().strip();
    }

    /** Boots it; gives why it does not, or null. */
    String boot() {
        booted = Background.start(folder, "boot", List.of(OWN_ROOT.toString(), "--boot", root.toString(),
            "/lib/systemd/systemd"));
        try {
            booted.awaitSlowly("started by systemd", () -> !booted.output().isBlank()
                && tell("systemctl", "is-system-running").out().matches("(running|degraded)\\s*"));
            return null;
        } catch (AssertionError e) {
            halt();
            return e.getMessage();
        }
    }

    /** Waits until this holds in it, booted. */
    void await(String what, BooleanSupplier condition) {
        booted.awaitSlowly(what, condition);
    }

    /** Takes the power away. */
    void halt() {
        if (booted != null) {
            booted.terminate();
            booted = null;
        }
    }

    @Override
    public void close() {
        halt();
        Demo.delete(folder);
    }
}

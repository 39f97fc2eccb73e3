package io.tidewatch.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** A Docker daemon of its own, beside whatever the system runs, with nothing but what a test puts into it. */
final class Docker implements AutoCloseable {
    private final Path folder;
    private final Background daemon;

    private Docker(Path folder, Background daemon) {
        this.folder = folder;
        this.daemon = daemon;
    }

    /** Starts it. Containers get the host's network or none, so that it touches no rule of a firewall. */
    static Docker start(Path folder) {
        Docker docker = new Docker(folder, Background.start(folder, "dockerd", List.of("dockerd", "--host="
            + socket(folder), "--data-root=" + folder.resolve("data"), "--exec-root=" + folder.resolve("exec"),
            "--pidfile=" + folder.resolve("pid"), "--iptables=false", "--ip6tables=false", "--bridge=none")));
        docker.daemon.await("up", () -> Files.exists(folder.resolve("sock")) && docker.run(Map.of(),
            Duration.ofMinutes(1), "docker", "version").exitCode() == 0);
        return docker;
    }

    private static String socket(Path folder) {
        return "unix://" + folder.resolve("sock");
    }

    /** Runs a program that asks it, with more variables. */
    Command.Done run(Map<String, String> variables, Duration limit, Object... words) {
        List<Object> command = new ArrayList<>(List.of("env", "DOCKER_HOST=" + socket(folder)));
        variables.forEach((name, value) -> command.add(name + '=' + value));
        command.addAll(List.of(words));
        return Command.run(folder, limit, command.toArray());
    }

    /** What {@code docker} prints, without blanks around it. */
    String ask(Object... words) {
        List<Object> command = new ArrayList<>(List.of("docker"));
        command.addAll(List.of(words));
        return run(Map.of(), Duration.ofMinutes(3), command.toArray()).succeeded().out().strip();
    }

    /** Waits until a container says that it is well. */
    void awaitHealthy(String container) {
        daemon.await(container + " healthy", () -> {
            String health = ask("inspect", "--format", "{{.State.Status}} {{.State.Health.Status}}", container);
            if (!health.startsWith("running")) {
                throw new AssertionError(container + " is " + health + ": " + log(container));
            }
            return health.endsWith(" healthy");
        });
    }

    /** Waits until this holds, of a container that takes its time. */
    void await(String what, BooleanSupplier condition) {
        daemon.await(what, condition);
    }

    /** What a container printed. */
    String log(String container) {
        Command.Done done = run(Map.of(), Duration.ofMinutes(1), "docker", "logs", container);
        return done.out() + done.err();
    }

    /** Ends all containers, then itself: what is killed would leave mounts behind. */
    @Override
    public void close() {
        String running = ask("ps", "--quiet");
        if (!running.isEmpty()) {
            List<Object> kill = new ArrayList<>(List.of("kill"));
            kill.addAll(List.of(running.split("\\s+")));
            ask(kill.toArray());
        }
        daemon.terminate();
        daemon.close();
        // The host's network, which the daemon pins for its containers: what is mounted can't be deleted.
        Path pinned = folder.resolve("exec/netns/default");
        if (Files.exists(pinned)) {
            Command.run(folder, Duration.ofMinutes(1), "umount", pinned).succeeded();
        }
        try {
            Files.deleteIfExists(folder.resolve("sock"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

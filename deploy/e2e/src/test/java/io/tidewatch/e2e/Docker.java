package io.tidewatch.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/**
 * A Docker daemon of its own, beside whatever the system runs, with nothing but what a test puts into it. It runs in a
 * mount namespace of its own (deploy/e2e/own-root), so that it works in a chroot, and what it mounts goes with it.
 */
final class Docker implements AutoCloseable {
    private final Path folder;
    private final Background daemon;

    private Docker(Path folder, Background daemon) {
        this.folder = folder;
        this.daemon = daemon;
    }

    /**
     * Starts it. Containers get its network or none, so that it touches no rule of a firewall.
     *
     * @param folder for its data, which another daemon after this one may take over
     * @param by words in front, which enter the network that it and its containers are to have
     */
    static Docker start(Path folder, List<String> by) {
        List<String> command = new ArrayList<>(by);
        command.addAll(List.of(DebianMachine.OWN_ROOT.toString(), "/", "dockerd", "--host=" + socket(folder),
            "--data-root=" + folder.resolve("data"), "--exec-root=" + folder.resolve("exec"), "--pidfile="
            + folder.resolve("pid"), "--iptables=false", "--ip6tables=false", "--bridge=none"));
        Docker docker = new Docker(folder, Background.start(folder, "dockerd", command));
        try {
            docker.daemon.await("up", () -> Files.exists(folder.resolve("sock"))
                && docker.run(Map.of(), Duration.ofMinutes(1), "docker", "version").exitCode() == 0);
            return docker;
        } catch (AssertionError e) {
            docker.daemon.close();
            throw e;
        }
    }

    private static String socket(Path folder) {
        return "unix://" + folder.resolve("sock");
    }

    /** Where it is asked, as {@code DOCKER_HOST} tells it. */
    String socket() {
        return socket(folder);
    }

    /**
     * Why no container of an image can be started and entered; null if one can. Where the root of the mounts is not
     * that of the daemon, what enters one (a health check does) finds itself outside of it.
     */
    String missing(String image) {
        String mark = "/mark-" + UUID.randomUUID();
        Command.Done started = tell("run", "--detach", "--network", "none", image, "sh", "-c", "touch " + mark
            + " && sleep 600");
        if (started.exitCode() != 0) {
            return "can't start a container: " + started.err().strip();
        }
        String container = started.out().strip();
        Command.Done entered = tell("exec", container, "sh", "-c", "for i in $(seq 100); do [ -e " + mark
            + " ] && exit; sleep 0.1; done; echo that is another root >&2; exit 1");
        ask("rm", "--force", container);
        return entered.exitCode() == 0 ? null : "can't enter a container, which is where health is looked at: "
            + entered.err().strip();
    }

    /** Runs a program that asks it, with more variables. */
    Command.Done run(Map<String, String> variables, Duration limit, Object... words) {
        List<Object> command = new ArrayList<>(List.of("env", "DOCKER_HOST=" + socket(folder)));
        variables.forEach((name, value) -> command.add(name + '=' + value));
        command.addAll(Arrays.asList(words));
        return Command.run(folder, limit, command.toArray());
    }

    private Command.Done tell(Object... words) {
        List<Object> command = new ArrayList<>(List.of("docker"));
        command.addAll(Arrays.asList(words));
        return run(Map.of(), Duration.ofMinutes(3), command.toArray());
    }

    /** What {@code docker} prints, without blanks around it. */
    String ask(Object... words) {
        return tell(words).succeeded().out().strip();
    }

    /** Waits until this holds, of a container that takes its time. */
    void await(String what, BooleanSupplier condition) {
        daemon.awaitSlowly(what, condition);
    }

    /** What a container printed. */
    String log(String container) {
        Command.Done done = tell("logs", container);
        return done.out() + done.err();
    }

    /** Ends all containers, then itself: what is killed would leave processes behind. */
    @Override
    public void close() {
        try (daemon) {
            String running = ask("ps", "--quiet");
            if (!running.isEmpty()) {
                List<Object> kill = new ArrayList<>(List.of("kill"));
                kill.addAll(List.of(running.split("\\s+")));
                ask(kill.toArray());
            }
            daemon.terminate();
            Files.deleteIfExists(folder.resolve("sock"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

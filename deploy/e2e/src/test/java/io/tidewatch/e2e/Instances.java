package io.tidewatch.e2e;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Processors that share the work, each on a host of its own, with a copy of each other's state. */
final class Instances implements AutoCloseable {
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final int PORT = 8787;
    private static final int OK = 200;
    private static final String TOKEN = "a-token-of-the-chaos";
    private static final long DISK = 2L << 30;

    private final Path folder;
    private final Hosts hosts;
    private final List<String> places;
    private final List<String> cluster;
    private final HttpClient http = HttpClient.newBuilder().connectTimeout(ANSWER).build();
    private final TreeMap<Integer, Background> running = new TreeMap<>();
    private final List<Disk> disks = new ArrayList<>();

    /**
     * None runs yet.
     *
     * @param places the hosts that they may run on, one each
     * @param cluster the options that say where broker and registry are
     */
    Instances(Path folder, Hosts hosts, List<String> places, List<String> cluster) {
        this.folder = folder;
        this.hosts = hosts;
        this.places = places;
        this.cluster = cluster;
    }

    /** The most that there may be. */
    int most() {
        return places.size();
    }

    String host(int number) {
        return places.get(number);
    }

    /** The numbers of those that run. */
    List<Integer> running() {
        return List.copyOf(running.keySet());
    }

    /** Gives each a disk of its own for its state, which takes the right to mount one. */
    void ownDisks() {
        for (int number = 0; number < most(); number++) {
            disks.add(Disk.mount(state(number), DISK));
        }
    }

    Disk disk(int number) {
        return disks.get(number);
    }

    private Path state(int number) {
        return folder.resolve("state-" + host(number));
    }

    void start(int number) {
        List<String> command = new ArrayList<>(List.of("env", "TIDEWATCH_OPTS=" + Deployment.JVM));
        command.addAll(hosts.on(host(number)));
        command.addAll(List.of(Command.LAUNCHER.toString(), "process", "--state-dir", state(number).toString(),
            "--api-host", hosts.address(host(number)), "--api-port", Integer.toString(PORT), "--insecure"));
        command.addAll(cluster);
        for (String setting : List.of("api.token=" + TOKEN, "api.client.rate=0", "api.url=http://chaos.invalid",
                "standby.replicas=1", "transaction.timeout.ms=3000", "start.timeout.ms=60000",
                "state.memory.bytes=33554432")) {
            command.addAll(List.of("--set", setting));
        }
        running.put(number, Background.start(folder, host(number), command));
    }

    /** SIGKILL. */
    void kill(int number) {
        running.remove(number).kill();
    }

    /** SIGTERM; it must end in order. */
    void stop(int number) {
        Background process = running.remove(number);
        int exitCode = process.terminate();
        if (exitCode != 0) {
            throw new AssertionError(host(number) + " ended with " + exitCode + ": " + process.output());
        }
    }

    /** Starts those that have ended by themselves, as a service would be; gives how many. */
    int revive() {
        List<Integer> ended = running.entrySet().stream().filter(each -> !each.getValue().running())
            .map(Map.Entry::getKey).toList();
        ended.forEach(this::start);
        return ended.size();
    }

    void awaitReady(int number) {
        running.get(number).await(host(number) + " ready", () -> status(number, "readyz") == OK);
    }

    private int status(int number, String probe) {
        try {
            return http.send(HttpRequest.newBuilder(URI.create(url(number) + "/" + probe)).timeout(ANSWER).build(),
                HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            // Nobody listens, or nobody can be reached.
            return 0;
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    private String url(int number) {
        return "http://" + hosts.address(host(number)) + ":" + PORT;
    }

    Api api(int number) {
        return new Api(url(number), TOKEN);
    }

    @Override
    public void close() {
        running.values().forEach(Background::close);
        disks.forEach(Disk::close);
    }
}

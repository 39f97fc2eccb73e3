package io.tidewatch.e2e;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Network namespaces of one test, named after it and its process, and what runs in them. */
final class Namespaces implements AutoCloseable {
    private final Path folder;
    private final String prefix;
    private final Duration limit;
    private final List<String> added = new ArrayList<>();

    /** @param limit how long each command may take */
    Namespaces(Path folder, String test, Duration limit) {
        this.folder = folder;
        this.prefix = test + ProcessHandle.current().pid() + "-";
        this.limit = limit;
    }

    void add(String name) {
        run("ip", "netns", "add", prefix + name);
        added.add(prefix + name);
    }

    /** A pair of interfaces, one in each of two namespaces. */
    void link(String name, String face, String peer, String peerFace) {
        run("ip", "-n", prefix + name, "link", "add", face, "type", "veth", "peer", "name", peerFace, "netns",
            prefix + peer);
    }

    /** {@code ip} with these words in a namespace. */
    void ip(String name, String words) {
        List<Object> command = new ArrayList<>(List.of("ip", "-n", prefix + name));
        command.addAll(List.of(words.split(" ")));
        run(command.toArray());
    }

    /** A command in a namespace. */
    void execute(String name, Object... command) {
        List<Object> words = new ArrayList<>(inside(name));
        words.addAll(List.of(command));
        run(words.toArray());
    }

    /** The words in front of a command that is to run in a namespace. */
    List<String> inside(String name) {
        return List.of("ip", "netns", "exec", prefix + name);
    }

    /** The same, with the file systems as they are: ip brings a /sys of its own, which has no control groups. */
    List<String> networkOf(String name) {
        return List.of("nsenter", "--net=/run/netns/" + prefix + name);
    }

    private void run(Object... command) {
        Command.run(folder, limit, command).succeeded();
    }

    @Override
    public void close() {
        added.forEach(name -> Command.run(folder, limit, "ip", "netns", "del", name));
        added.clear();
    }
}

package io.tidewatch.e2e;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Hosts on one switch, each a network namespace with an address of its own; this process is on the switch too. A host
 * can be cut off: its port goes down, and nobody is told.
 */
final class Hosts implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String SWITCH = "sw";
    private static final int OURS = 254;
    private static final int FIRST = 10;
    private static final AtomicInteger SWITCHES = new AtomicInteger();

    private final Path folder;
    private final Namespaces namespaces;
    private final List<String> names = new ArrayList<>();
    private final long pid = ProcessHandle.current().pid();
    private final int number = SWITCHES.getAndIncrement();

    /** Of 198.18.0.0/15, which is for tests: of each process and each switch of it another network. */
    private final String network = "198." + (18 + number % 2) + '.' + (pid + number / 2) % 256 + '.';

    Hosts(Path folder, List<String> names) {
        this.folder = folder;
        this.namespaces = new Namespaces(folder, "twhosts" + number + '-', LIMIT);
        try {
            build(names);
        } catch (RuntimeException | AssertionError e) {
            close();
            throw e;
        }
    }

    private void build(List<String> wanted) {
        namespaces.add(SWITCH);
        namespaces.ip(SWITCH, "link add br0 type bridge mcast_snooping 0");
        namespaces.ip(SWITCH, "link set br0 up");
        for (String name : wanted) {
            names.add(name);
            namespaces.add(name);
            namespaces.ip(name, "link set lo up");
            namespaces.link(name, "eth0", SWITCH, port(name));
            namespaces.ip(name, "address add " + address(name) + "/24 dev eth0");
            namespaces.ip(name, "link set eth0 up");
            namespaces.ip(SWITCH, "link set " + port(name) + " master br0 up");
        }
        String face = "tw" + number + '-' + pid;
        namespaces.ip(SWITCH, "link add uplink type veth peer name " + face + " netns " + pid);
        namespaces.ip(SWITCH, "link set uplink master br0 up");
        ip("address add " + ours() + "/24 dev " + face);
        ip("link set " + face + " up");
    }

    private void ip(String words) {
        List<Object> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(words.split(" ")));
        Command.run(folder, LIMIT, command.toArray()).succeeded();
    }

    private static String port(String name) {
        return "p-" + name;
    }

    String address(String name) {
        return network + (FIRST + names.indexOf(name));
    }

    /** The address of this process, which all hosts reach. */
    String ours() {
        return network + OURS;
    }

    /** The words in front of a command that is to run on a host. */
    List<String> on(String name) {
        return namespaces.inside(name);
    }

    /** The same, with the file systems as they are. */
    List<String> networkOf(String name) {
        return namespaces.networkOf(name);
    }

    void cutOff(String name) {
        namespaces.ip(SWITCH, "link set " + port(name) + " down");
    }

    void plugIn(String name) {
        namespaces.ip(SWITCH, "link set " + port(name) + " up");
    }

    /** The pair to this process goes with the switch. */
    @Override
    public void close() {
        namespaces.close();
    }
}

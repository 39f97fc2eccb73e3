package io.tidewatch.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Two real hosts of the lab ({@code deploy/lab/host.py}) on a real bridge that is also the querier, each in a network
 * namespace. The sensor's place is the bridge's port to the second host. Nothing is on the wire until {@link #open},
 * and nothing any more after {@link #silence}.
 */
final class LiveNetwork implements AutoCloseable {
    /** The sensor's interface, in the namespace of the bridge. */
    static final String SENSOR = "p2";
    static final String SECOND = "10.30.0.12";

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String SWITCH = "sw";
    private static final int HOSTS = 2;

    private final Path folder;
    private final Namespaces namespaces;
    private final List<Process> hosts = new ArrayList<>();

    LiveNetwork(Path folder) {
        this.folder = folder;
        this.namespaces = new Namespaces(folder, "twlive", LIMIT);
        try {
            build();
        } catch (RuntimeException | AssertionError e) {
            close();
            throw e;
        }
    }

    private void build() {
        namespaces.add(SWITCH);
        ip(SWITCH, "link set lo up");
        ip(SWITCH, "link add br0 type bridge mcast_snooping 1 mcast_querier 1 mcast_igmp_version 3 mcast_mld_version 2"
            + " mcast_startup_query_interval 100 mcast_query_interval 200");
        ip(SWITCH, "address add 10.30.0.1/24 dev br0");
        for (int host = 1; host <= HOSTS; host++) {
            String name = "h" + host;
            namespaces.add(name);
            namespaces.link(name, "eth0", SWITCH, "p" + host);
            ip(name, "address add 10.30.0.1" + host + "/24 dev eth0");
            // The port itself must not be a host of the segment.
            namespaces.execute(SWITCH, "sh", "-c",
                "echo 1 > /proc/sys/net/ipv6/conf/p" + host + "/disable_ipv6");
            ip(SWITCH, "link set p" + host + " master br0 up");
            // A snooping switch forwards reports to router ports alone.
            ip(SWITCH, "link set p" + host + " type bridge_slave mcast_router 2");
            hosts.add(start(name, folder.resolve(name + ".out"), "python3", Command.ROOT.resolve("deploy/lab/host.py"),
                socket(name)));
        }
        for (int host = 1; host <= HOSTS; host++) {
            awaitFile(socket("h" + host));
        }
    }

    private Path socket(String host) {
        return folder.resolve(host + ".sock");
    }

    private static void awaitFile(Path file) {
        long giveUpAt = System.nanoTime() + LIMIT.toNanos();
        while (!Files.exists(file)) {
            if (System.nanoTime() > giveUpAt) {
                throw new AssertionError("there is no " + file);
            }
            Standalone.pause();
        }
    }

    private void ip(String where, String words) {
        namespaces.ip(where, words);
    }

    /** The words in front of a command that is to run where the sensor is. */
    List<String> atTheSensor() {
        return namespaces.inside(SWITCH);
    }

    /** A process where the sensor is, its output in a file. */
    Process startAtTheSensor(Path output, Object... command) {
        return start(SWITCH, output, command);
    }

    private Process start(String where, Path output, Object... command) {
        List<String> words = new ArrayList<>(namespaces.inside(where));
        for (Object word : command) {
            words.add(word.toString());
        }
        try {
            return new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(output.toFile()).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The hosts are plugged in and the querier speaks. */
    void open() {
        ip(SWITCH, "link set br0 up");
        for (int host = 1; host <= HOSTS; host++) {
            tell(host, "plug");
        }
    }

    /** From here on nobody speaks. */
    void silence() {
        for (int host = 1; host <= HOSTS; host++) {
            tell(host, "unplug");
        }
        ip(SWITCH, "link set br0 down");
    }

    /** Has a host do something; {@code lab tell NAME h03 help} lists what. */
    void tell(int host, String words) {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket("h" + host)));
            channel.write(StandardCharsets.UTF_8.encode(words + "\n"));
            JsonNode answer = Command.JSON.readTree(new BufferedReader(new InputStreamReader(
                Channels.newInputStream(channel), StandardCharsets.UTF_8)).readLine());
            if (!answer.path("ok").asBoolean()) {
                throw new AssertionError("host " + host + ": " + answer);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Sends raw frames, lines of hexadecimal, from the second host: they meet the sensor before the bridge, which keeps
     * malformed ones back.
     */
    void send(List<String> frames) {
        Path file = folder.resolve("frames.hex");
        try {
            Files.write(file, frames);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        namespaces.execute("h2", "python3", "-c", """
            import socket, sys
            wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
            wire.bind(("eth0", 0))
            for line in open(sys.argv[1]):
                wire.send(bytes.fromhex(line))
            """, file);
    }

    @Override
    public void close() {
        for (Process host : hosts) {
            host.destroy();
            try {
                if (!host.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                    host.destroyForcibly();
                }
            } catch (InterruptedException e) {
                throw new AssertionError("interrupted", e);
            }
        }
        namespaces.close();
    }
}

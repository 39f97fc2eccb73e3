package io.tidewatch.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A host with many addresses and two routers on one real bridge, each in a network namespace, and what goes wrong
 * between them: kernels say so, nobody forges. The sensor's place is the bridge's port to the host.
 *
 * <pre>
 *   h 10.31.0.20 to .79 --- ph [bridge] --- r1 10.31.0.1 === MTU 1400 === r2 (10.31.0.2 on the bridge too)
 * </pre>
 */
final class StormNetwork implements AutoCloseable {
    static final String SENSOR = "ph";
    static final String ROUTER = "10.31.0.1";
    static final String SCANNER = "203.0.113.50";
    private static final int FIRST_ADDRESS = 20;
    private static final int ADDRESSES = 60;
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int FIRST_PORT = 20_000;
    /** Who sends: source addresses, where to, sizes, seconds, messages a second. */
    private static final String TRAFFIC = """
        import socket, sys, time
        sources, target, sizes, seconds, rate = sys.argv[1:6]
        least, spread = map(int, sizes.split("+"))
        wires = []
        for number, source in enumerate(sources.split(",")):
            wire = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            wire.bind((source, 0))
            wire.setsockopt(socket.IPPROTO_IP, 10, 3)   # IP_MTU_DISCOVER: DF, and never mind what routers say
            wire.setsockopt(socket.IPPROTO_IP, socket.IP_TTL, 63 + number % 2)
            wires.append(wire)
        begin = time.monotonic()
        for number in range(int(seconds) * int(rate)):
            time.sleep(max(0, begin + number / int(rate) - time.monotonic()))
            wire = wires[number % len(wires)]
            to = target if "%" not in target else target % (1 + number * 7 % 60)
            try:
                wire.sendto(bytes(least + number * 13 % (spread + 1)), (to, 5004 + number % 2))
            except OSError:
                pass   # an error that came back for a datagram before
        """;

    /** Asks the API, whose address only the sensor's namespace has, until it tells of so many alerts; prints them. */
    private static final String ALERTS = """
        import json, sys, time, urllib.request
        url, wanted = sys.argv[1], int(sys.argv[2])
        until = time.monotonic() + 60
        while True:
            items = json.load(urllib.request.urlopen(url + "/api/v1/alerts", timeout=30))["items"]
            if len(items) >= wanted or time.monotonic() > until:
                break
            time.sleep(0.1)
        for item in items:
            print(json.dumps(item))
        """;

    private final Path folder;
    private final Namespaces namespaces;

    StormNetwork(Path folder) {
        this.folder = folder;
        this.namespaces = new Namespaces(folder, "twstorm", LIMIT);
        try {
            build();
        } catch (RuntimeException | AssertionError e) {
            close();
            throw e;
        }
    }

    private void build() {
        for (String name : List.of("sw", "h", "r1", "r2")) {
            namespaces.add(name);
            ip(name, "link set lo up");
            namespaces.execute(name, "sh", "-c", """
                cd /proc/sys/net/ipv4
                echo 1 > ip_forward; echo 0 > icmp_ratelimit; echo 0 > icmp_ratemask
                echo 0 > conf/all/rp_filter; echo 0 > conf/default/rp_filter
                echo 0 > conf/all/accept_redirects; echo 0 > conf/default/accept_redirects
                echo 1 > ../ipv6/conf/all/disable_ipv6; echo 1 > ../ipv6/conf/default/disable_ipv6
                """);
        }
        ip("sw", "link add br0 type bridge mcast_snooping 0");
        ip("sw", "link set br0 up");
        for (String name : List.of("h", "r1", "r2")) {
            namespaces.link(name, "lan0", "sw", "p" + name);
            ip("sw", "link set p" + name + " master br0 up");
            ip(name, "link set lan0 up");
        }
        namespaces.link("r1", "wan0", "r2", "wan0");
        for (int router = 1; router <= 2; router++) {
            ip("r" + router, "address add 10.31.0." + router + "/24 dev lan0");
            ip("r" + router, "address add 10.31.255." + router + "/24 dev wan0");
            ip("r" + router, "link set wan0 mtu 1400 up");
        }
        for (int i = 0; i < ADDRESSES; i++) {
            ip("h", "address add 10.31.0." + (FIRST_ADDRESS + i) + "/24 dev lan0");
        }
        ip("h", "route add default via 10.31.0.1");
        ip("r2", "address add " + SCANNER + "/32 dev lo");
        ip("r1", "route add " + SCANNER + "/32 via 10.31.255.2");
        // What is wrong: both routers send one prefix to the other, one is withdrawn, one is behind a smaller MTU, and
        // one is reached by the other router, which hosts are told.
        ip("r1", "route add 198.18.1.0/24 via 10.31.255.2");
        ip("r2", "route add 198.18.1.0/24 via 10.31.255.1");
        ip("r1", "route add unreachable 198.51.100.0/24");
        ip("r1", "route add 198.18.2.0/24 via 10.31.255.2");
        ip("r2", "route add blackhole 198.18.2.0/24");
        ip("r1", "route add 192.0.2.0/24 via 10.31.0.2");
        ip("r2", "route add blackhole 192.0.2.0/24");
    }

    private void ip(String where, String words) {
        namespaces.ip(where, words);
    }

    /** The words in front of a command that is to run where the sensor is. */
    List<String> atTheSensor() {
        return namespaces.inside("sw");
    }

    /** So many hosts send small and larger datagrams for so long. */
    void send(int hosts, String target, String sizes, int seconds, int rate) {
        List<String> sources = new ArrayList<>();
        for (int i = 0; i < hosts; i++) {
            sources.add("10.31.0." + (FIRST_ADDRESS + i));
        }
        namespaces.execute("h", "python3", "-c", TRAFFIC, String.join(",", sources), target, sizes, seconds, rate);
    }

    /** nmap asks all addresses of the host for ports that nobody listens on, for about so long. */
    void scan(int seconds, int rate) {
        namespaces.execute("r2", "nmap", "-sU", "-n", "-Pn", "--disable-arp-ping", "--send-ip", "-e", "lan0", "-S",
            SCANNER, "--min-rate", rate, "--max-rate", rate, "--max-retries", 0, "-p",
            FIRST_PORT + "-" + (FIRST_PORT + seconds * rate / ADDRESSES - 1),
            "10.31.0." + FIRST_ADDRESS + "-" + (FIRST_ADDRESS + ADDRESSES - 1));
    }

    /** The newest step of each alert, once there are so many or after a minute. */
    List<JsonNode> alerts(String api, int wanted) {
        List<Object> command = new ArrayList<>(atTheSensor());
        command.addAll(List.of("python3", "-c", ALERTS, api, wanted));
        return Command.run(folder, Duration.ofMinutes(2), command.toArray()).succeeded().json();
    }

    @Override
    public void close() {
        namespaces.close();
    }
}

package io.tidewatch.standalone.local;

import io.tidewatch.schemas.OperatorError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.Properties;
import java.util.Set;
import java.util.function.IntSupplier;

/**
 * The loopback ports of the embedded parts. A port asked for wins over the one of the last start, that over the
 * well-known one; 0 asks for any that is free.
 *
 * @param broker Kafka, for clients
 * @param controller Kafka's controller, for the broker alone
 * @param registry the schema registry
 * @param api the query API
 */
public record Ports(int broker, int controller, int registry, int api) {
    /** Kafka's own default. */
    public static final int BROKER = 9092;
    /** The Confluent registry's default, which its clients' examples use. */
    public static final int REGISTRY = 8081;
    /** The query API's default. */
    public static final int API = 8787;
    /** The address that the embedded parts listen on. */
    public static final String HOST = "127.0.0.1";

    private static final int HIGHEST = 65_535;
    private static final long PAUSE_MS = 100;
    private static final int MOST_TRIES = 20;

    /** One part's wish: a port, or null where none was given. */
    public record Wish(Integer broker, Integer registry, Integer api) {}

    /**
     * Chooses them, sees that each is free, and keeps them in the directory.
     *
     * @param patience how long a port may still be in use: after a kill, the old child takes a moment to end
     * @throws OperatorError when one is in use, with the option that chooses another
     */
    public static Ports choose(DataDirectory directory, Wish wish, Duration patience) {
        Properties last = directory.ports();
        int broker = free("Kafka broker", "--broker-port", wish.broker(), last, "broker", BROKER, patience);
        int registry = another(Set.of(broker), () -> free("schema registry", "--registry-port", wish.registry(), last,
            "registry", REGISTRY, patience));
        int api = another(Set.of(broker, registry), () -> free("query API", "--api-port", wish.api(), last, "api", API,
            patience));
        Ports chosen = new Ports(broker, another(Set.of(broker, registry, api), Ports::anyFree), registry, api);
        Properties kept = new Properties();
        kept.setProperty("broker", Integer.toString(broker));
        kept.setProperty("registry", Integer.toString(registry));
        kept.setProperty("api", Integer.toString(api));
        directory.keep(kept);
        return chosen;
    }

    /** What Kafka's clients connect to. */
    public String brokerAddress() {
        return HOST + ":" + broker;
    }

    /** The registry's Confluent API. */
    public URI registryUrl() {
        return URI.create("http://" + HOST + ":" + registry + "/apis/ccompat/v7");
    }

    private static int free(String part, String option, Integer wish, Properties last, String key, int wellKnown,
                            Duration patience) {
        int port = wish != null ? wish : lastPort(last, key, wellKnown);
        if (port < 0 || port > HIGHEST) {
            throw OperatorError.misused("Port " + port + " of the " + part + " is no port", "Ports go from 1 to 65535, "
                + "and 0 asks for any free one", "Choose another with " + option);
        }
        if (port == 0) {
            return anyFree();
        }
        long giveUpAt = System.nanoTime() + patience.toNanos();
        while (true) {
            try (ServerSocket socket = new ServerSocket()) {
                socket.bind(new InetSocketAddress(InetAddress.getByName(HOST), port));
                return port;
            } catch (IOException e) {
                if (System.nanoTime() >= giveUpAt) {
                    throw OperatorError.failed("Port " + port + " of the " + part + " can't be used", HOST + ":" + port
                        + " says: " + e.getMessage() + ", so another program listens there or the port is reserved",
                        "Stop that program (ss -ltnp 'sport = :" + port + "' shows it), or choose another port with "
                            + option + ", 0 for any free one", e);
                }
                pause();
            }
        }
    }

    /** What is free now was perhaps chosen a moment ago, and is not bound yet. */
    private static int another(Set<Integer> chosen, IntSupplier choice) {
        int port = choice.getAsInt();
        for (int tries = 1; chosen.contains(port); tries++) {
            if (tries == MOST_TRIES) {
                throw OperatorError.misused("Port " + port + " is to serve two parts", "Broker, registry and API each "
                    + "listen on one of their own", "Choose different ones with --broker-port, --registry-port and "
                        + "--api-port, 0 for any free one");
            }
            port = choice.getAsInt();
        }
        return port;
    }

    private static int lastPort(Properties last, String key, int wellKnown) {
        try {
            return Integer.parseInt(last.getProperty(key, Integer.toString(wellKnown)));
        } catch (NumberFormatException e) {
            return wellKnown;
        }
    }

    private static int anyFree() {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getByName(HOST), 0));
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

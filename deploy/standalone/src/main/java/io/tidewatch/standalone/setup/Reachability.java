package io.tidewatch.standalone.setup;

import io.tidewatch.schemas.OperatorError;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether anybody listens where a client is about to connect. Kafka's client asks on for a minute before it gives up;
 * a person who mistyped a port wants to know now.
 */
public final class Reachability {
    private static final int LIMIT_MS = 3000;
    private static final int HIGHEST_PORT = 65_535;

    private Reachability() {
    }

    /**
     * One of the brokers listens.
     *
     * @param servers {@code host:port,host:port}
     * @throws OperatorError when none does, or it is no such list
     */
    public static void requireBroker(String servers) {
        List<String> reasons = new ArrayList<>();
        for (String server : servers.split(",")) {
            InetSocketAddress address = address(server.strip(), servers);
            try (Socket socket = new Socket()) {
                if (address.isUnresolved()) {
                    throw new IOException("no such host");
                }
                socket.connect(address, LIMIT_MS);
                return;
            } catch (IOException e) {
                reasons.add(server.strip() + " says: " + e.getMessage());
            }
        }
        throw OperatorError.failed("No Kafka broker can be reached at " + servers, String.join("; ", reasons),
            "Start the broker (tidewatch standalone brings one), or name another with --bootstrap-server HOST:PORT",
            null);
    }

    private static InetSocketAddress address(String server, String servers) {
        int colon = server.lastIndexOf(':');
        String port = server.substring(colon + 1);
        if (colon < 1 || !port.matches("[0-9]{1,5}") || Integer.parseInt(port) > HIGHEST_PORT) {
            throw OperatorError.misused("The broker address " + servers + " is not understood", server
                + " is not of the form HOST:PORT", "Give --bootstrap-server like 127.0.0.1:9092, several with commas");
        }
        return new InetSocketAddress(server.substring(0, colon).replaceAll("[\\[\\]]", ""), Integer.parseInt(port));
    }
}

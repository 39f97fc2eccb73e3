package io.tidewatch.processors;

import io.tidewatch.processors.query.Instance;
import io.tidewatch.schemas.OperatorError;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;

/** Where the other instances reach the API of this one. */
final class Advertised {
    private Advertised() {
    }

    /**
     * The address given, completed by the one that the API listens on.
     *
     * @param given host or host:port; null: where it listens
     * @param listening where it listens
     * @throws OperatorError when it listens on all addresses and this machine does not know its own
     */
    static Instance instance(String given, URI listening) {
        if (given != null) {
            URI address = URI.create("http://" + given);
            return new Instance(bare(address.getHost()), address.getPort() < 0 ? listening.getPort()
                : address.getPort());
        }
        String host = bare(listening.getHost());
        boolean any = host.equals("0.0.0.0") || host.matches("[0:]+");
        return new Instance(any ? ofThisMachine() : host, listening.getPort());
    }

    private static String ofThisMachine() {
        try {
            return InetAddress.getLocalHost().getHostAddress();
        } catch (UnknownHostException e) {
            throw OperatorError.failed("The address of this machine can't be told", String.valueOf(e.getMessage()),
                "Name it with api.advertised, so that the other instances can pass questions on to this one", e);
        }
    }

    private static String bare(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }
}

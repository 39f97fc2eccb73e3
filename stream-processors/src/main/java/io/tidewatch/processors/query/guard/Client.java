package io.tidewatch.processors.query.guard;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** Who counts as one caller. */
final class Client {
    private static final int NETWORK_BYTES = 8;

    private Client() {
    }

    /** An IPv4 address, or the /64 that an IPv6 address is in: whoever has one of it has all of it. */
    static String of(InetAddress address) {
        if (!(address instanceof Inet6Address) || address.isLoopbackAddress()) {
            return address.getHostAddress();
        }
        byte[] network = Arrays.copyOf(Arrays.copyOf(address.getAddress(), NETWORK_BYTES), 2 * NETWORK_BYTES);
        try {
            return InetAddress.getByAddress(network).getHostAddress() + "/64";
        } catch (UnknownHostException e) {
            throw new IllegalStateException("16 bytes are an address", e);
        }
    }

    /** The same of an address as the server tells it, which is never a name. */
    static String of(String address) {
        try {
            return of(InetAddress.getByName(address.replaceAll("[\\[\\]]", "")));
        } catch (UnknownHostException e) {
            return address;
        }
    }
}

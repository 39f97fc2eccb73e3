package io.tidewatch.processors.query;

import java.util.Locale;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/** Which addresses are meant: those in a prefix such as {@code 239.1.0.0/16}, or those whose text begins so. */
final class Prefix {
    private static final int BYTE = 8;

    private Prefix() {
    }

    /**
     * A test of addresses in the text form of the contract.
     *
     * @param what names the parameter in the refusal
     * @throws Problem when it is neither
     */
    static Predicate<String> of(String what, String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            if (!text.matches("[0-9a-fA-F:.]{1,45}")) {
                throw refused(what, text);
            }
            String begin = text.toLowerCase(Locale.ROOT);
            return address -> address.startsWith(begin);
        }
        byte[] network = Address.bytes(Address.canonical(what + ' ' + Parameters.printable(text),
            text.substring(0, slash)));
        String length = text.substring(slash + 1);
        if (!length.matches("[0-9]{1,3}") || Integer.parseInt(length) > network.length * BYTE) {
            throw refused(what, text);
        }
        int bits = Integer.parseInt(length);
        return address -> contains(network, bits, Address.bytes(address));
    }

    /**
     * A test of a host's address and MAC address, which may be null: as of addresses, or its MAC address begins so.
     *
     * @throws Problem when it is neither
     */
    static BiPredicate<String, String> ofHost(String what, String text) {
        String begin = text.toLowerCase(Locale.ROOT).replace('-', ':');
        Predicate<String> address = of(what, begin);
        return (host, mac) -> address.test(host) || mac != null && mac.startsWith(begin);
    }

    private static boolean contains(byte[] network, int bits, byte[] address) {
        if (address.length != network.length) {
            return false;
        }
        for (int i = 0; i < bits; i++) {
            if (((network[i / BYTE] ^ address[i / BYTE]) & 0x80 >> i % BYTE) != 0) {
                return false;
            }
        }
        return true;
    }

    private static Problem refused(String what, String text) {
        return Problem.badRequest(what + " is " + Parameters.printable(text) + ", which is neither a prefix like "
            + "239.1.0.0/16 or ff05::/16 nor the beginning of an address.");
    }
}

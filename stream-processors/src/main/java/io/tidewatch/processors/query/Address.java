package io.tidewatch.processors.query;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;

/** Addresses in the text form of the contract (RFC 5952), from any form that a person may type. */
final class Address {
    private static final int GROUPS = 8;
    private static final int LONGEST = 45;
    private static final String MAC = "[0-9a-fA-F]{2}([:-][0-9a-fA-F]{2}){5}";

    private Address() {
    }

    /**
     * The address as the topics write it.
     *
     * @throws Problem when it is none; names are never looked up
     */
    static String canonical(String what, String text) {
        boolean ipv4 = text.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
        boolean ipv6 = text.length() <= LONGEST && text.indexOf(':') >= 0 && text.matches("[0-9a-fA-F:.]+");
        if (!ipv4 && !ipv6) {
            throw notAnAddress(what);
        }
        try {
            // Neither form is ever a name, so nothing is resolved.
            InetAddress address = InetAddress.getByName(text);
            boolean mapped = ipv6 && address instanceof Inet4Address;
            return mapped ? "::ffff:" + address.getHostAddress()
                : ipv4 ? address.getHostAddress() : compressed(address.getAddress());
        } catch (UnknownHostException e) {
            throw notAnAddress(what);
        }
    }

    /**
     * The address or MAC address of a host as the topics write it.
     *
     * @throws Problem when it is neither
     */
    static String canonicalHost(String what, String text) {
        return text.matches(MAC) ? text.toLowerCase(Locale.ROOT).replace('-', ':') : canonical(what, text);
    }

    /** The octets of an address that {@link #canonical} gave or the contract holds: 4, or 16. */
    static byte[] bytes(String canonical) {
        try {
            byte[] octets = InetAddress.getByName(canonical).getAddress();
            if (canonical.indexOf(':') < 0 || octets.length == GROUPS * 2) {
                return octets;
            }
            // Java shortens mapped addresses.
            byte[] mapped = new byte[GROUPS * 2];
            mapped[10] = (byte) 0xff;
            mapped[11] = (byte) 0xff;
            System.arraycopy(octets, 0, mapped, mapped.length - octets.length, octets.length);
            return mapped;
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(canonical + " is no address of the contract", e);
        }
    }

    private static Problem notAnAddress(String what) {
        return Problem.badRequest(what + " is not an IP address: give one like 239.1.2.3 or ff05::1:3.");
    }

    /** RFC 5952 §4.2: the first longest run of two or more zero groups becomes {@code ::}. */
    private static String compressed(byte[] octets) {
        int[] groups = new int[GROUPS];
        for (int i = 0; i < GROUPS; i++) {
            groups[i] = (octets[2 * i] & 0xff) << 8 | octets[2 * i + 1] & 0xff;
        }
        int runStart = -1;
        int runLength = 1;
        for (int i = 0; i < GROUPS; i++) {
            int end = i;
            while (end < GROUPS && groups[end] == 0) {
                end++;
            }
            if (end - i > runLength) {
                runStart = i;
                runLength = end - i;
            }
            i = Math.max(i, end);
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < GROUPS; i++) {
            if (i == runStart) {
                text.append("::");
                i += runLength - 1;
            } else {
                if (text.length() > 0 && text.charAt(text.length() - 1) != ':') {
                    text.append(':');
                }
                text.append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }
}

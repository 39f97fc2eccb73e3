package io.tidewatch.capture.wire;

import java.util.ArrayList;
import java.util.List;

/**
 * An option of a neighbour discovery message (RFC 4861 §4.6, RFC 4191 §2.3, RFC 8106 §5), read by
 * {@link NeighborOptions}. What else there is stays raw.
 *
 * <pre>
 *  link-layer address: type 1 or 2 | length | address, 6 octets on Ethernet
 *  prefix:       type 3 | length 4 | prefix length 1 | L 1, A 1, R 1, reserved 5 | valid 4 | preferred 4 | reserved 4
 *                | prefix 16
 *  redirected:   type 4 | length | reserved 6 | datagram
 *  MTU:          type 5 | length 1 | reserved 2 | MTU 4
 *  route:        type 24 | length 1 to 3 | prefix length 1 | reserved 3, preference 2, reserved 3 | lifetime 4 | prefix
 *  DNS servers:  type 25 | length | reserved 2 | lifetime 4 | addresses
 *  DNS search:   type 31 | length | reserved 2 | lifetime 4 | names
 * </pre>
 * Lengths count 8 octets, with the two of type and length. Lifetimes are seconds, 4294967295 for ever.
 */
public sealed interface NeighborOption {
    int SOURCE_LINK_ADDRESS = 1;
    int TARGET_LINK_ADDRESS = 2;
    int PREFIX = 3;
    int REDIRECTED = 4;
    int MTU = 5;
    int ROUTE = 24;
    int DNS_SERVERS = 25;
    int DNS_SEARCH = 31;

    /** The type octet. */
    int type();

    /**
     * Writes what follows type and length over zeros; {@code datagram} is the redirected one. Returns where it ends,
     * before padding.
     */
    int write(byte[] out, int at, byte[] datagram);

    /** Hardware address of the source or target; a MAC address has 6 octets, others up to what the option holds. */
    record LinkAddress(int type, OctetString address) implements NeighborOption {
        @Override
        public int write(byte[] out, int at, byte[] datagram) {
            return address.write(out, at + 2);
        }
    }

    /**
     * A prefix of the link (RFC 4861 §4.6.2).
     *
     * @param prefix as sent, also beyond its length
     * @param length bits, 0 to 128
     * @param flags L 0x80: it is on-link; A 0x40: hosts may form addresses with it; R 0x20: it is the router's whole
     *     address (RFC 6275)
     * @param validS lifetime on the link
     * @param preferredS how long addresses formed with it are preferred
     */
    record Prefix(IpAddress prefix, int length, int flags, long validS, long preferredS) implements NeighborOption {
        @Override
        public int type() {
            return PREFIX;
        }

        public boolean onLink() {
            return (flags & 0x80) != 0;
        }

        public boolean autonomous() {
            return (flags & 0x40) != 0;
        }

        public boolean routerAddress() {
            return (flags & 0x20) != 0;
        }

        @Override
        public int write(byte[] out, int at, byte[] datagram) {
            Octets.put8(out, at + 2, length);
            Octets.put8(out, at + 3, flags);
            Octets.put32(out, at + 4, validS);
            Octets.put32(out, at + 8, preferredS);
            return prefix.write(out, at + 16);
        }
    }

    /** The datagram that a redirect is about; null when it can't be told. */
    record Redirected(QuotedDatagram datagram) implements NeighborOption {
        @Override
        public int type() {
            return REDIRECTED;
        }

        @Override
        public int write(byte[] out, int at, byte[] quoted) {
            System.arraycopy(quoted, 0, out, at + NeighborOptions.UNIT, quoted.length);
            return at + NeighborOptions.UNIT + quoted.length;
        }
    }

    /** MTU of the link, bytes. */
    record Mtu(long mtu) implements NeighborOption {
        @Override
        public int type() {
            return MTU;
        }

        @Override
        public int write(byte[] out, int at, byte[] datagram) {
            Octets.put32(out, at + 4, mtu);
            return at + NeighborOptions.UNIT;
        }
    }

    /**
     * A route by way of the sender (RFC 4191 §2.3).
     *
     * @param prefix zero beyond what the option holds of it
     * @param length bits, 0 to 128
     * @param preference two bits: 0 medium, 1 high, 2 reserved, 3 low
     * @param lifetimeS lifetime
     * @param units length of the option: senders differ in how much of the prefix they write
     */
    record Route(IpAddress prefix, int length, int preference, long lifetimeS, int units) implements NeighborOption {
        @Override
        public int type() {
            return ROUTE;
        }

        @Override
        public int write(byte[] out, int at, byte[] datagram) {
            Octets.put8(out, at + 2, length);
            Octets.put8(out, at + 3, preference << 3);
            Octets.put32(out, at + 4, lifetimeS);
            if (units > 1) {
                Octets.put64(out, at + NeighborOptions.UNIT, prefix.high());
            }
            if (units > 2) {
                Octets.put64(out, at + 2 * NeighborOptions.UNIT, prefix.low());
            }
            return at + units * NeighborOptions.UNIT;
        }
    }

    /** Recursive DNS servers (RFC 8106 §5.1). */
    record DnsServers(long lifetimeS, List<IpAddress> servers) implements NeighborOption {
        public DnsServers {
            servers = List.copyOf(servers);
        }

        @Override
        public int type() {
            return DNS_SERVERS;
        }

        @Override
        public int write(byte[] out, int at, byte[] datagram) {
            Octets.put32(out, at + 4, lifetimeS);
            int end = at + NeighborOptions.UNIT;
            for (IpAddress server : servers) {
                end = server.write(out, end);
            }
            return end;
        }
    }

    /** DNS search list (RFC 8106 §5.2); the names as on the wire, with their padding. */
    record DnsSearch(long lifetimeS, OctetString names) implements NeighborOption {
        private static final int MAX_LABEL = 63;

        @Override
        public int type() {
            return DNS_SEARCH;
        }

        @Override
        public int write(byte[] out, int at, byte[] datagram) {
            Octets.put32(out, at + 4, lifetimeS);
            return names.write(out, at + NeighborOptions.UNIT);
        }

        /**
         * The names as text without the last dot, up to one that is not whole. An octet that host names do not have is
         * a backslash and three decimal digits (RFC 1035 §5.1), so that nothing in it acts on a terminal or a log.
         */
        public List<String> domains() {
            List<String> domains = new ArrayList<>(1);
            StringBuilder name = new StringBuilder();
            int at = 0;
            while (at < names.length()) {
                int label = names.at(at++);
                if (label > MAX_LABEL || label > names.length() - at) {
                    break;
                }
                if (label == 0 && !name.isEmpty()) {
                    domains.add(name.toString());
                    name.setLength(0);
                } else if (label > 0) {
                    name.append(name.isEmpty() ? "" : ".");
                }
                for (int end = at + label; at < end; at++) {
                    escape(name, names.at(at));
                }
            }
            return domains;
        }

        private static void escape(StringBuilder name, int octet) {
            boolean plain = octet >= '0' && octet <= '9' || octet >= 'a' && octet <= 'z' || octet >= 'A' && octet <= 'Z'
                || octet == '-' || octet == '_';
            if (plain) {
                name.append((char) octet);
            } else {
                name.append('\\').append(octet / 100).append(octet / 10 % 10).append(octet % 10);
            }
        }
    }

    /** Another option, or one of the above that is not as long as its type demands: all behind type and length. */
    record Other(int type, OctetString data) implements NeighborOption {
        @Override
        public int write(byte[] out, int at, byte[] datagram) {
            return data.write(out, at + 2);
        }
    }
}

package io.tidewatch.capture.wire;

import java.util.List;

/**
 * What only one kind of ICMP or ICMPv6 message has, behind or instead of the fields that are common. Each reads and
 * writes itself; {@code at} is where the message begins.
 */
public sealed interface IcmpDetail permits NeighborDiscovery, IcmpDetail.Timestamps, IcmpDetail.AddressMask,
    IcmpDetail.Routers, IcmpDetail.ExtendedEcho {

    /**
     * When a timestamp message was sent, received and sent back (RFC 792), in milliseconds since midnight UT, unsigned;
     * the highest bit says that it is some other time. All three are 0 where not yet known.
     *
     * @param originate octets 8 to 11
     * @param receive octets 12 to 15
     * @param transmit octets 16 to 19
     */
    record Timestamps(long originate, long receive, long transmit) implements IcmpDetail {
        static final int END = 20;

        static Timestamps read(byte[] octets, int at) {
            return new Timestamps(Octets.u32(octets, at + 8), Octets.u32(octets, at + 12),
                Octets.u32(octets, at + 16));
        }

        int write(byte[] out, int at) {
            Octets.put32(out, at + 8, originate);
            Octets.put32(out, at + 12, receive);
            Octets.put32(out, at + 16, transmit);
            return at + END;
        }
    }

    /**
     * Subnet mask of an address mask message (RFC 950).
     *
     * @param mask octets 8 to 11
     */
    record AddressMask(IpAddress mask) implements IcmpDetail {
        static final int END = 12;

        static AddressMask read(byte[] octets, int at) {
            return new AddressMask(IpAddress.readV4(octets, at + 8));
        }

        int write(byte[] out, int at) {
            return mask.write(out, at + 8);
        }
    }

    /**
     * Routers of an ICMPv4 router advertisement (RFC 1256 §3): octet 4 the number of entries, octet 5 the 32-bit words
     * of each, octets 6 and 7 the lifetime, then address and preference of each entry.
     *
     * @param lifetimeS how long they may be taken as valid, seconds
     * @param entries those that are wholly there
     */
    record Routers(int lifetimeS, List<Entry> entries) implements IcmpDetail {
        private static final int ENTRY_WORDS = 2;
        private static final int FIRST = 8;

        public Routers {
            entries = List.copyOf(entries);
        }

        /** One router; {@code preference} is signed, and the least of all means never a default router. */
        public record Entry(IpAddress address, int preference) {
        }

        /** Entries longer than two words are read for what is known of them; shorter ones have no preference. */
        static Routers read(Layers layers) {
            byte[] octets = layers.octets;
            int at = layers.at;
            int claimed = Octets.u8(octets, at + 4);
            int length = Octets.u8(octets, at + 5) << 2;
            int there = length < ENTRY_WORDS << 2 ? 0 : Math.min(claimed, (layers.end - at - FIRST) / length);
            if (there < claimed) {
                layers.note(Defect.ICMP4_FIELDS_TRUNCATED);
            }
            Entry[] entries = new Entry[there];
            for (int i = 0; i < there; i++) {
                int entry = at + FIRST + i * length;
                entries[i] = new Entry(IpAddress.readV4(octets, entry), Octets.i32(octets, entry + 4));
            }
            return new Routers(Octets.u16(octets, at + 6), List.of(entries));
        }

        int write(byte[] out, int at) {
            Octets.put8(out, at + 4, entries.size());
            Octets.put8(out, at + 5, ENTRY_WORDS);
            Octets.put16(out, at + 6, lifetimeS);
            int end = at + FIRST;
            for (Entry entry : entries) {
                Octets.put32(out, entry.address.write(out, end), entry.preference);
                end += ENTRY_WORDS << 2;
            }
            return end;
        }
    }

    /**
     * The last octet of an extended echo's header (RFC 8335 §2, §3). In a request its lowest bit is L: the interface is
     * one of the node's own. In a reply: state 3 bits, reserved 2, A the interface is active, 4 and 6 it runs IPv4 and
     * IPv6.
     *
     * @param flags octet 7 as sent
     */
    record ExtendedEcho(int flags) implements IcmpDetail {
        static final int FLAGS = 7;

        /** Of a request. */
        public boolean local() {
            return (flags & 1) != 0;
        }

        /** Of a reply: state of the neighbour table entry, 0 where none was asked for. */
        public int state() {
            return flags >> 5;
        }

        /** Of a reply. */
        public boolean active() {
            return (flags & 4) != 0;
        }

        /** Of a reply. */
        public boolean ipv4() {
            return (flags & 2) != 0;
        }

        /** Of a reply. */
        public boolean ipv6() {
            return (flags & 1) != 0;
        }
    }
}

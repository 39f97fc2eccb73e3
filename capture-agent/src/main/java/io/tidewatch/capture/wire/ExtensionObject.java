package io.tidewatch.capture.wire;

import java.util.List;

/**
 * One object of an ICMP extension structure (RFC 4884 §8).
 *
 * @param classNumber class: 1 MPLS label stack, 2 interface information, 3 interface identification
 * @param cType subtype
 * @param labels label stack, top first; empty unless class 1 (RFC 4950)
 * @param face what class 2 says, else null (RFC 5837)
 */
public record ExtensionObject(int classNumber, int cType, List<Mpls> labels, Interface face) {
    public static final int MPLS_STACK = 1;
    public static final int INTERFACE_INFORMATION = 2;

    public ExtensionObject {
        labels = List.copyOf(labels);
    }

    /** An incoming label stack. */
    public static ExtensionObject labels(List<Mpls> labels) {
        return new ExtensionObject(MPLS_STACK, 1, labels, null);
    }

    /** An interface of the reporter. The C-Type holds the role and which fields there are. */
    public static ExtensionObject face(Interface face) {
        return new ExtensionObject(INTERFACE_INFORMATION, face.cType(), List.of(), face);
    }

    /**
     * An interface that the reporter names (RFC 5837 §4).
     *
     * @param role what the interface was to the datagram
     * @param index ifIndex, or {@link #ABSENT}
     * @param address its address, or null
     * @param name its name, or null; as sent, without the padding
     * @param mtu its MTU, or {@link #ABSENT}
     */
    public record Interface(Role role, long index, IpAddress address, String name, long mtu) {
        public static final int ABSENT = -1;

        static final int HAS_INDEX = 0x08;
        static final int HAS_ADDRESS = 0x04;
        static final int HAS_NAME = 0x02;
        static final int HAS_MTU = 0x01;

        int cType() {
            return role.ordinal() << 6 | (index == ABSENT ? 0 : HAS_INDEX) | (address == null ? 0 : HAS_ADDRESS)
                | (name == null ? 0 : HAS_NAME) | (mtu == ABSENT ? 0 : HAS_MTU);
        }

        /** The two highest bits of the C-Type. */
        public enum Role {
            /** The datagram arrived here. */
            INCOMING,
            /** The sub-IP component that it arrived on. */
            SUB_IP,
            /** It would have left here. */
            OUTGOING,
            /** The next hop that it would have gone to. */
            NEXT_HOP;

            private static final Role[] ALL = values();

            static Role ofCType(int cType) {
                return ALL[cType >> 6 & 3];
            }
        }
    }
}

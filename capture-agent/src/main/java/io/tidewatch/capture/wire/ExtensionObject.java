package io.tidewatch.capture.wire;

import java.util.List;

/**
 * One object of an ICMP extension structure (RFC 4884 §8).
 *
 * @param classNumber class: 1 MPLS label stack, 2 interface information, 3 interface identification, 4 extended
 *     information; others are kept raw
 * @param cType subtype
 * @param labels label stack, top first; empty unless class 1 (RFC 4950)
 * @param face what class 2 says (RFC 5837), or by what class 3 asks (RFC 8335), else null
 * @param data the payload where neither of the two holds it, else null
 */
public record ExtensionObject(int classNumber, int cType, List<Mpls> labels, Interface face, OctetString data) {
    public static final int MPLS_STACK = 1;
    public static final int INTERFACE_INFORMATION = 2;
    public static final int INTERFACE_IDENTIFICATION = 3;
    public static final int EXTENDED_INFORMATION = 4;

    static final int INCOMING_STACK = 1;
    static final int BY_NAME = 1;
    static final int BY_INDEX = 2;
    static final int BY_ADDRESS = 3;
    private static final int POINTER = 1;
    private static final int POINTER_LENGTH = 4;

    public ExtensionObject {
        labels = List.copyOf(labels);
    }

    /** An incoming label stack. */
    public static ExtensionObject labels(List<Mpls> labels) {
        return new ExtensionObject(MPLS_STACK, INCOMING_STACK, labels, null, null);
    }

    /** An interface of the reporter, or with {@link Interface.Role#PROBED} one that is asked about. */
    public static ExtensionObject face(Interface face) {
        if (face.role == Interface.Role.PROBED) {
            int cType = face.name != null ? BY_NAME : face.address != null ? BY_ADDRESS : BY_INDEX;
            return new ExtensionObject(INTERFACE_IDENTIFICATION, cType, List.of(), face, null);
        }
        return new ExtensionObject(INTERFACE_INFORMATION, face.cType(), List.of(), face, null);
    }

    /** One that is carried as it is. */
    public static ExtensionObject raw(int classNumber, int cType, OctetString data) {
        return new ExtensionObject(classNumber, cType, List.of(), null, data);
    }

    /** Offset of the octet at which headers became too long (RFC 8883 §3), or {@link Interface#ABSENT}. */
    public long pointer() {
        return classNumber == EXTENDED_INFORMATION && cType == POINTER && data != null
            && data.length() == POINTER_LENGTH
            ? (long) data.at(0) << 24 | data.at(1) << 16 | data.at(2) << 8 | data.at(3) : Interface.ABSENT;
    }

    /**
     * An interface that the reporter names (RFC 5837 §4), or that a probe asks about (RFC 8335 §2.1).
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

        /** By one of these a probe asks; the others are null or {@link #ABSENT}. */
        public static Interface probed(long index, IpAddress address, String name) {
            return new Interface(Role.PROBED, index, address, name, ABSENT);
        }

        int cType() {
            return role.ordinal() << 6 | (index == ABSENT ? 0 : HAS_INDEX) | (address == null ? 0 : HAS_ADDRESS)
                | (name == null ? 0 : HAS_NAME) | (mtu == ABSENT ? 0 : HAS_MTU);
        }

        /** The two highest bits of the C-Type of class 2, and what class 3 is about. */
        public enum Role {
            /** The datagram arrived here. */
            INCOMING,
            /** The sub-IP component that it arrived on. */
            SUB_IP,
            /** It would have left here. */
            OUTGOING,
            /** The next hop that it would have gone to. */
            NEXT_HOP,
            /** An extended echo request asks about it. */
            PROBED;

            private static final Role[] ALL = values();

            static Role ofCType(int cType) {
                return ALL[cType >> 6 & 3];
            }
        }
    }
}

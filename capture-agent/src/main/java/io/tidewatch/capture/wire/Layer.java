package io.tidewatch.capture.wire;

/** What the decoder finds next. A new encapsulation is a constant, a parser, and a line in {@link PacketDecoder}. */
enum Layer {
    ETHERNET, LLC, VLAN, MACSEC, MPLS, PPPOE, PPP, IP, IPV4, IPV6, GRE, UDP, VXLAN, IGMP, ICMP4, ICMP6,
    /** Nothing of interest. */
    NONE;

    private static final int MAX_LENGTH_FIELD = 1500;
    private static final int IPV4_TYPE = 0x0800;
    private static final int IPV6_TYPE = 0x86dd;
    private static final int CUSTOMER_TAG = 0x8100;
    private static final int SERVICE_TAG = 0x88a8;
    private static final int OLD_QINQ = 0x9100;
    private static final int OLD_QINQ_2 = 0x9200;
    private static final int MPLS_TYPE = 0x8847;
    private static final int MPLS_UPSTREAM = 0x8848;
    private static final int MACSEC_TYPE = 0x88e5;
    private static final int PPPOE_SESSION = 0x8864;
    private static final int TRANSPARENT_BRIDGING = 0x6558;

    static final int PROTOCOL_ICMP = 1;
    static final int PROTOCOL_IGMP = 2;
    static final int PROTOCOL_IPV4 = 4;
    static final int PROTOCOL_UDP = 17;
    static final int PROTOCOL_IPV6 = 41;
    static final int PROTOCOL_GRE = 47;
    static final int PROTOCOL_ESP = 50;
    static final int PROTOCOL_AH = 51;
    static final int PROTOCOL_ICMP6 = 58;

    /** By EtherType; values up to 1500 are an 802.3 length, and LLC follows. */
    static Layer ofEtherType(int type) {
        if (type <= MAX_LENGTH_FIELD) {
            return LLC;
        }
        return switch (type) {
            case IPV4_TYPE -> IPV4;
            case IPV6_TYPE -> IPV6;
            case CUSTOMER_TAG, SERVICE_TAG, OLD_QINQ, OLD_QINQ_2 -> VLAN;
            case MPLS_TYPE, MPLS_UPSTREAM -> MPLS;
            case MACSEC_TYPE -> MACSEC;
            case PPPOE_SESSION -> PPPOE;
            case TRANSPARENT_BRIDGING -> ETHERNET;
            default -> NONE;
        };
    }

    /** By protocol number, inside an IP header of the given version: ICMP lives in IPv4 only, ICMPv6 in IPv6 only. */
    static Layer ofProtocol(int protocol, int ipVersion) {
        return switch (protocol) {
            case PROTOCOL_ICMP -> ipVersion == 4 ? ICMP4 : NONE;
            case PROTOCOL_IGMP -> ipVersion == 4 ? IGMP : NONE;
            case PROTOCOL_ICMP6 -> ipVersion == 6 ? ICMP6 : NONE;
            case PROTOCOL_IPV4 -> IPV4;
            case PROTOCOL_IPV6 -> IPV6;
            case PROTOCOL_GRE -> GRE;
            case PROTOCOL_UDP -> UDP;
            default -> NONE;
        };
    }

    /** The message itself, not something around it. */
    boolean isMessage() {
        return this == IGMP || this == ICMP4 || this == ICMP6;
    }
}

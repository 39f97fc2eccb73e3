package io.tidewatch.capture.wire;

/**
 * All that can be wrong with a frame: the closed list. Each has a public dotted name that is at once the label of its
 * counter, a value in {@code defects} or {@code defect} of the events, and a row of the table in the README.
 *
 * <p>A fatal defect leaves no message to report: the frame goes to the malformed topic. An anomaly is noted on the
 * event of a message that was understood.
 */
public enum Defect {
    CAPTURE_CUT("capture.cut", Severity.FATAL, "the snap length cut the frame before the fixed part of the message"),
    DECODER_FAULT("decoder.fault", Severity.FATAL, "the decoder read out of bounds: a defect of ours, please report"),

    LINK_TRUNCATED("link.truncated", Severity.FATAL, "frame ends inside its link header"),
    LINK_TOO_DEEP("link.too_deep", Severity.FATAL, "more headers around headers than the decoder follows"),
    VLAN_TRUNCATED("vlan.truncated", Severity.FATAL, "frame ends inside a VLAN tag"),
    VLAN_TOO_DEEP("vlan.too_deep", Severity.FATAL, "more than 8 VLAN tags"),
    MPLS_TRUNCATED("mpls.truncated", Severity.FATAL, "label stack runs past the frame"),
    MPLS_TOO_DEEP("mpls.too_deep", Severity.FATAL, "more than 16 labels"),
    MACSEC_TRUNCATED("macsec.truncated", Severity.FATAL, "frame ends inside a MACsec tag"),
    PPP_TRUNCATED("ppp.truncated", Severity.FATAL, "frame ends inside a PPP or PPPoE header"),
    TUNNEL_TRUNCATED("tunnel.truncated", Severity.FATAL, "packet ends inside a GRE, UDP or VXLAN header"),

    IP_VERSION("ip.version", Severity.FATAL, "version field is not what the layer below announced"),
    IPV4_TRUNCATED("ipv4.truncated", Severity.FATAL, "fewer bytes than the IPv4 header says or needs"),
    IPV4_HEADER_LENGTH("ipv4.header_length", Severity.FATAL, "header length below 20 bytes"),
    IPV4_TOTAL_LENGTH("ipv4.total_length", Severity.FATAL, "total length below the header length"),
    IPV4_TOTAL_LENGTH_ZERO("ipv4.total_length_zero", Severity.ANOMALY,
        "total length 0, as segmentation offload leaves it: the frame's length is used"),
    IPV4_BEYOND_FRAME("ipv4.beyond_frame", Severity.ANOMALY, "total length exceeds the frame"),
    IPV4_HEADER_CHECKSUM("ipv4.header_checksum", Severity.ANOMALY, "header checksum is wrong"),
    IPV4_OPTION_LENGTH("ipv4.option_length", Severity.ANOMALY, "an option's length is impossible; later ones are lost"),
    IPV6_TRUNCATED("ipv6.truncated", Severity.FATAL, "fewer than the 40 bytes of the IPv6 header"),
    IPV6_BEYOND_FRAME("ipv6.beyond_frame", Severity.ANOMALY, "payload length exceeds the frame"),
    IPV6_EXTENSION_TRUNCATED("ipv6.extension_truncated", Severity.FATAL, "packet ends inside an extension header"),
    IPV6_EXTENSIONS_TOO_MANY("ipv6.extensions_too_many", Severity.FATAL, "more than 512 extension headers"),
    IPV6_EXTENSION_ORDER("ipv6.extension_order", Severity.ANOMALY,
        "a hop-by-hop header that is not first, or a fragment header that is not the only one"),
    IPV6_OPTION_LENGTH("ipv6.option_length", Severity.ANOMALY, "an option runs past its extension header"),

    IGMP_TRUNCATED("igmp.truncated", Severity.FATAL, "shorter than the fixed part of its type"),
    IGMP_QUERY_LENGTH("igmp.query_length", Severity.FATAL, "a query of 9 to 11 octets is of no version"),
    IGMP_SOURCE_COUNT("igmp.source_count", Severity.FATAL, "query claims more sources than it has octets"),
    IGMP_CHECKSUM("igmp.checksum", Severity.ANOMALY, "checksum is wrong"),
    IGMP_TTL("igmp.ttl", Severity.ANOMALY, "TTL is not 1: the message was routed or forged"),
    IGMP_ROUTER_ALERT("igmp.router_alert", Severity.ANOMALY,
        "no router alert option in an IGMPv2, IGMPv3 or router discovery message"),
    IGMP_DESTINATION("igmp.destination", Severity.ANOMALY, "not sent to the address that its type demands"),
    IGMP_GROUP("igmp.group", Severity.ANOMALY, "group is not a multicast address"),
    IGMP_RECORDS_TRUNCATED("igmp.records_truncated", Severity.ANOMALY,
        "fewer records or sources than claimed; the whole ones are kept"),
    IGMP_RECORD_TYPE("igmp.record_type", Severity.ANOMALY, "a record type that no standard assigns"),
    IGMP_TYPE("igmp.type", Severity.ANOMALY, "a type that no standard assigns"),

    MLD_TRUNCATED("mld.truncated", Severity.FATAL, "shorter than the fixed part of its type"),
    MLD_QUERY_LENGTH("mld.query_length", Severity.FATAL, "a query of 25 to 27 octets is of no version"),
    MLD_SOURCE_COUNT("mld.source_count", Severity.FATAL, "query claims more sources than it has octets"),
    MLD_CHECKSUM("mld.checksum", Severity.ANOMALY, "checksum is wrong"),
    MLD_HOP_LIMIT("mld.hop_limit", Severity.ANOMALY, "hop limit is not 1: the message was routed or forged"),
    MLD_ROUTER_ALERT("mld.router_alert", Severity.ANOMALY, "no router alert option in a hop-by-hop header"),
    MLD_SOURCE("mld.source", Severity.ANOMALY,
        "source is not link-local (the unspecified address is allowed to reports and dones only)"),
    MLD_DESTINATION("mld.destination", Severity.ANOMALY, "not sent to the address that its type demands"),
    MLD_GROUP("mld.group", Severity.ANOMALY, "group is not a multicast address"),
    MLD_RECORDS_TRUNCATED("mld.records_truncated", Severity.ANOMALY,
        "fewer records or sources than claimed; the whole ones are kept"),
    MLD_RECORD_TYPE("mld.record_type", Severity.ANOMALY, "a record type that no standard assigns"),

    ICMP4_TRUNCATED("icmp4.truncated", Severity.FATAL, "shorter than the 8 octets of the ICMP header"),
    ICMP4_CHECKSUM("icmp4.checksum", Severity.ANOMALY, "checksum is wrong"),
    ICMP4_TYPE("icmp4.type", Severity.ANOMALY, "a type that no standard assigns"),
    ICMP4_CODE("icmp4.code", Severity.ANOMALY, "a code that no standard assigns to the type"),
    ICMP4_FIELDS_TRUNCATED("icmp4.fields_truncated", Severity.ANOMALY,
        "fewer octets than its type or a number in it demands; what is wholly there is kept"),
    ICMP6_TRUNCATED("icmp6.truncated", Severity.FATAL, "shorter than the fixed part of its type"),
    ICMP6_CHECKSUM("icmp6.checksum", Severity.ANOMALY, "checksum is wrong"),
    ICMP6_TYPE("icmp6.type", Severity.ANOMALY, "a type that no standard assigns"),
    ICMP6_CODE("icmp6.code", Severity.ANOMALY, "a code that no standard assigns to the type"),
    ICMP6_HOP_LIMIT("icmp6.hop_limit", Severity.ANOMALY, "neighbour discovery with a hop limit other than 255"),
    ICMP6_SOURCE("icmp6.source", Severity.ANOMALY,
        "router advertisement or redirect from a source that is not link-local"),
    ICMP6_TARGET("icmp6.target", Severity.ANOMALY,
        "the target of a neighbour discovery message is a multicast address"),
    ICMP6_OPTION_LENGTH("icmp6.option_length", Severity.ANOMALY,
        "a neighbour discovery option of impossible length, or not as long as its type demands"),
    ICMP_QUOTE_TRUNCATED("icmp.quote_truncated", Severity.ANOMALY, "too little of the failed datagram to name it"),
    ICMP_QUOTE_MALFORMED("icmp.quote_malformed", Severity.ANOMALY, "what an error quotes is not an IP datagram"),
    ICMP_EXTENSION_CHECKSUM("icmp.extension_checksum", Severity.ANOMALY,
        "the extension structure's checksum is wrong; its objects are ignored"),
    ICMP_EXTENSION_OBJECT("icmp.extension_object", Severity.ANOMALY,
        "an extension object that does not hold what it says; if its length is impossible, later ones are lost"),
    ICMP_EXTENSION_UNANNOUNCED("icmp.extension_unannounced", Severity.ANOMALY,
        "the length attribute does not lead to the extension structure, which follows 128 octets of quote");

    /** Whether a message remains. */
    public enum Severity {
        /** No message can be told: the frame is quarantined. */
        FATAL,
        /** The message is reported and carries the name of the defect. */
        ANOMALY
    }

    private final String dotted;
    private final Severity severity;
    private final String about;

    Defect(String dotted, Severity severity, String about) {
        this.dotted = dotted;
        this.severity = severity;
        this.about = about;
    }

    /** The public name. */
    public String dotted() {
        return dotted;
    }

    public Severity severity() {
        return severity;
    }

    /** One line for people. */
    public String about() {
        return about;
    }
}

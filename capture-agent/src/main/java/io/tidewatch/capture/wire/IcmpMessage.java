package io.tidewatch.capture.wire;

import java.util.List;

/**
 * What a message of ICMP (RFC 792 and its successors) or ICMPv6 (RFC 4443, RFC 4861 and others) means. Types and codes
 * stay numbers: a new one is neither lost nor an error. {@link Icmp4} and {@link Icmp6} know how they look on the wire.
 *
 * @param ipVersion 4 for ICMP, 6 for ICMPv6
 * @param type type octet
 * @param code code octet
 * @param identifier of echo and its relatives, else {@link #ABSENT}
 * @param sequence of echo and its relatives, else {@link #ABSENT}
 * @param gateway the better first hop of a redirect, else null
 * @param mtu next-hop MTU of fragmentation needed (0 from routers older than RFC 1191) and packet too big, else
 *     {@link #ABSENT}
 * @param pointer offset of the octet that a parameter problem is about, else {@link #ABSENT}
 * @param quoted the datagram that failed, or was redirected; null when there is none or too little of it
 * @param extensions RFC 4884 extension objects; empty when there are none
 * @param detail what only this kind of message has; null when there is none or the message ends before it
 */
public record IcmpMessage(int ipVersion, int type, int code, int identifier, int sequence, IpAddress gateway,
                          long mtu, long pointer, QuotedDatagram quoted, List<ExtensionObject> extensions,
                          IcmpDetail detail) {
    /** The message has no such field. */
    public static final int ABSENT = -1;

    public IcmpMessage {
        extensions = List.copyOf(extensions);
    }

    /** A message of type and code alone. */
    public static IcmpMessage of(int ipVersion, int type, int code) {
        return query(ipVersion, type, code, ABSENT, ABSENT, null);
    }

    /** One of echo and its relatives. */
    public static IcmpMessage query(int ipVersion, int type, int code, int identifier, int sequence) {
        return query(ipVersion, type, code, identifier, sequence, null);
    }

    /** One with more to tell than type, code and perhaps an identifier. */
    public static IcmpMessage query(int ipVersion, int type, int code, int identifier, int sequence,
                                    IcmpDetail detail) {
        return new IcmpMessage(ipVersion, type, code, identifier, sequence, null, ABSENT, ABSENT, null, List.of(),
            detail);
    }

    /** The name of type and code, as in {@link IcmpNames}. */
    public String name() {
        return IcmpNames.name(ipVersion, type, code);
    }

    /** It reports a failure and quotes what failed: RFC 1122 §3.2.2 for ICMP, types below 128 for ICMPv6. */
    public boolean isError() {
        return ipVersion == 4 ? Icmp4.isError(type) : Icmp6.isError(type);
    }

    /** It asks about an interface (RFC 8335); otherwise, with the detail of an extended echo, it answers. */
    public boolean isExtendedEchoRequest() {
        return type == (ipVersion == 4 ? Icmp4.EXTENDED_ECHO_REQUEST : Icmp6.EXTENDED_ECHO_REQUEST);
    }
}

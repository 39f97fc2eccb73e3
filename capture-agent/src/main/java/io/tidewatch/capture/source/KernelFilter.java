package io.tidewatch.capture.source;

import java.util.Locale;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the kernel lets through to us: ICMP, ICMPv6 and IGMP, untagged, under VLAN tags, and inside of what the
 * decoder opens, and little else; the decoder sorts out the rest. It looks through three VLAN tags, two MPLS
 * labels, a PPPoE session, and one tunnel of IP in IP, GRE or VXLAN; what is nested deeper passes unlooked at, so
 * that nothing is missed.
 *
 * <p>It is written with {@code link[offset]} alone, not with {@code icmp} or {@code vlan}. The kernel takes the
 * outermost VLAN tag out of a received frame, but not out of every sent one; {@code vlan} knows that, but moves all
 * that stands behind it in the expression, and can't be combined with {@code mpls} and {@code pppoes}, which do
 * likewise. Offsets say the same wherever they stand: a frame without its outermost tag is one with a tag less. And
 * so a person's own expression can be put beside it.
 *
 * <p>Behind IPv6 extension headers it looks at the first of them only: {@code protochain} would follow the chain,
 * but it is a loop, and the kernel's filter machine has none, so libpcap would copy every frame of the link to us
 * and filter here. A load beyond the frame's end makes the kernel drop the frame: so what needs fewer octets comes
 * first.
 */
final class KernelFilter {
    /** In a person's own expression: the built-in one. */
    static final String DEFAULT = "default";

    private static final Pattern DEFAULT_WORD = Pattern.compile("(?<![^\\s()!&|])" + DEFAULT + "(?![^\\s()&|])");

    private static final int ETHERNET = 1;
    /** Raw IP is 12 for libpcap on Linux and 101 in files. */
    private static final int RAW = 12;
    private static final int RAW_IN_FILES = 101;

    private static final int ETHERNET_TYPE = 12;
    private static final int TYPE_LENGTH = 2;
    private static final int TAG_LENGTH = 4;
    private static final int SNAP_LENGTH = 8;
    private static final int LABEL_LENGTH = 4;
    private static final int VXLAN_PORT = 4789;
    private static final int UDP_AND_VXLAN_LENGTH = 16;
    private static final int GRE_LENGTH = 4;
    private static final int CONTROL_WORD_LENGTH = 4;
    private static final int PPPOE_LENGTH = 8;
    private static final int IPV4_LENGTH = 20;
    private static final int IPV6_LENGTH = 40;
    /** Beside the one that the kernel takes out. */
    private static final int TAGS = 2;
    private static final int LABELS = 2;

    /**
     * For links whose header has no fixed place, as in cooked capture: libpcap turns constant offsets alone into what
     * the kernel has. What is inside tunnels passes.
     */
    private static final String BY_NAME = "icmp or igmp or icmp6 or ah or ip proto 4 or ip proto 41 or ip proto 47"
        + " or (ip6 and (ip6[6] = 0 or ip6[6] = 43 or ip6[6] = 44 or ip6[6] = 60 or ip6[6] = 135 or ip6[6] = 139"
        + " or ip6[6] = 140 or ip6[6] = 4 or ip6[6] = 41 or ip6[6] = 47))"
        + " or udp dst port 4789";

    private KernelFilter() {
    }

    /**
     * The expression for an interface.
     *
     * @param linkType libpcap's number of its link type
     * @param own a person's expression, in which {@link #DEFAULT} stands for the built-in one; blank for that alone
     */
    static String expression(int linkType, String own) {
        String builtIn = builtIn(linkType);
        return own.isBlank() ? builtIn
            : DEFAULT_WORD.matcher(own.strip()).replaceAll(Matcher.quoteReplacement("(" + builtIn + ")"));
    }

    private static String builtIn(int linkType) {
        return switch (linkType) {
            case ETHERNET -> types(new Offset(ETHERNET_TYPE), TAGS);
            case RAW, RAW_IN_FILES -> any(all("link[0] & 0xf0 = 0x40", ipv4(new Offset(0))),
                all("link[0] & 0xf0 = 0x60", ipv6(new Offset(0))));
            default -> BY_NAME;
        };
    }

    /** Behind an EtherType at this place. */
    private static String types(Offset type, int tags) {
        String value = type.word(0);
        Offset net = type.plus(TYPE_LENGTH);
        return any(all(is(value, 0x0800), ipv4(net)), all(is(value, 0x86dd), ipv6(net)),
            all(tagged(value), tags == 0 ? null : types(type.plus(TAG_LENGTH), tags - 1)),
            all(any(is(value, 0x8847), is(value, 0x8848)), mpls(net, LABELS)),
            all(is(value, 0x8864), pppoe(net)),
            // Encrypted or changed frames can't be opened.
            all(is(value, 0x88e5), net.octet(0) + " & 0x0c = 0"),
            all(value + " <= 1500", is(net.word(0), 0xaaaa), innerTypes(type.plus(SNAP_LENGTH))));
    }

    /** Where it is looked no further: whatever may hold a message passes. */
    private static String innerTypes(Offset type) {
        String value = type.word(0);
        Offset net = type.plus(TYPE_LENGTH);
        return any(all(is(value, 0x0800), innerIpv4(net)), all(is(value, 0x86dd), innerIpv6(net)), tagged(value),
            is(value, 0x8847), is(value, 0x8848), is(value, 0x8864));
    }

    private static String tagged(String type) {
        return any(is(type, 0x8100), is(type, 0x88a8), is(type, 0x9100), is(type, 0x9200));
    }

    private static String ipv4(Offset net) {
        String protocol = net.octet(9);
        // Hardly anybody tunnels behind IP options: what does passes.
        return any(is(protocol, 1), is(protocol, 2),
            all(net.octet(0) + " & 0xf != 5", any(is(protocol, 4), is(protocol, 41), is(protocol, 47),
                is(protocol, 51))),
            all(net.octet(0) + " & 0xf = 5", behindIp(protocol, net.plus(IPV4_LENGTH))));
    }

    private static String innerIpv4(Offset net) {
        String protocol = net.octet(9);
        return any(is(protocol, 1), is(protocol, 2), is(protocol, 4), is(protocol, 41), is(protocol, 47),
            is(protocol, 51));
    }

    private static String ipv6(Offset net) {
        String next = net.octet(6);
        Offset behind = net.plus(IPV6_LENGTH);
        return any(is(next, 58), is(next, 0), all(extension(next), notPlainly(behind)), behindIp(next, behind));
    }

    private static String innerIpv6(Offset net) {
        String next = net.octet(6);
        return any(is(next, 58), is(next, 0), extension(next), is(next, 4), is(next, 41), is(next, 47), is(next, 51));
    }

    private static String extension(String next) {
        return any(is(next, 43), is(next, 44), is(next, 60), is(next, 135), is(next, 139), is(next, 140));
    }

    /** Such a header begins with what follows it: not TCP, UDP or what is encrypted. */
    private static String notPlainly(Offset header) {
        String following = header.octet(0);
        return following + " != 6 and " + following + " != 17 and " + following + " != 50";
    }

    private static String behindIp(String protocol, Offset inner) {
        return any(all(is(protocol, 4), innerIpv4(inner)), all(is(protocol, 41), innerIpv6(inner)),
            all(is(protocol, 47), gre(inner)), all(is(protocol, 51), notPlainly(inner)),
            all(is(protocol, 17), is(inner.word(2), VXLAN_PORT),
                innerTypes(inner.plus(UDP_AND_VXLAN_LENGTH + ETHERNET_TYPE))));
    }

    /** The plain header; with a key, a checksum or a number in it, it passes. */
    private static String gre(Offset header) {
        String type = header.word(2);
        Offset inner = header.plus(GRE_LENGTH);
        return any(header.word(0) + " != 0", all(is(type, 0x6558), innerTypes(inner.plus(ETHERNET_TYPE))),
            all(is(type, 0x0800), innerIpv4(inner)), all(is(type, 0x86dd), innerIpv6(inner)), tagged(type),
            is(type, 0x8847), is(type, 0x8848), is(type, 0x8864));
    }

    /** More labels than that pass. */
    private static String mpls(Offset label, int most) {
        String bottom = label.octet(2) + " & 1 = 1";
        Offset behind = label.plus(LABEL_LENGTH);
        // Zero is the control word of a pseudowire, in front of an Ethernet frame.
        String payload = any(all(behind.octet(0) + " & 0xf0 = 0x40", innerIpv4(behind)),
            all(behind.octet(0) + " & 0xf0 = 0x60", innerIpv6(behind)),
            all(behind.octet(0) + " & 0xf0 = 0", innerTypes(behind.plus(CONTROL_WORD_LENGTH + ETHERNET_TYPE))));
        return any(all(bottom, payload), all("not " + bottom, most == 1 ? null : mpls(behind, most - 1)));
    }

    private static String pppoe(Offset header) {
        String protocol = header.word(6);
        Offset inner = header.plus(PPPOE_LENGTH);
        return any(all(is(protocol, 0x0021), innerIpv4(inner)), all(is(protocol, 0x0057), innerIpv6(inner)),
            is(protocol, 0x0281));
    }

    private static String is(String value, int wanted) {
        return value + (wanted > 0xff ? String.format(Locale.ROOT, " = 0x%04x", wanted) : " = " + wanted);
    }

    private static String any(String... terms) {
        return joined(" or ", terms);
    }

    /** Null terms are true. */
    private static String all(String... terms) {
        return joined(" and ", terms);
    }

    private static String joined(String by, String... terms) {
        StringJoiner text = new StringJoiner(by, "(", ")");
        for (String term : terms) {
            if (term != null) {
                text.add(term);
            }
        }
        return text.toString();
    }

    /** A place in the frame. */
    private record Offset(int at) {
        Offset plus(int octets) {
            return new Offset(at + octets);
        }

        String octet(int further) {
            return "link[" + (at + further) + "]";
        }

        String word(int further) {
            return "link[" + (at + further) + ":2]";
        }
    }
}

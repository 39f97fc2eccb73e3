package io.tidewatch.capture.source;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Ethernet frames for the wire, as hexadecimal from the EtherType on: every kind of message, in everything that may
 * be around it, and traffic of others likewise.
 */
final class Frames {
    private static final String TO_ALL = "01005e000001";
    private static final String FROM = "020000000007";
    private static final String MACS = TO_ALL + FROM;
    private static final String ADDRESSES = "fe800000000000000000000000000007 ff020000000000000000000000000001 ";

    private static final String ICMP = "0800f7fd00010001";
    private static final String ICMP6 = "80007b8a00010001";
    private static final String UDP = "00350035 0008 0000";
    private static final String TCP = "00500050 00000000 00000000 50020000 00000000";
    private static final String ESP = "00000001 00000001 0123456789abcdef";

    static final String ECHO = "0800 " + ip4(1, ICMP);

    /** Messages that are decoded, each on its own. */
    static final List<String> OURS = List.of(ECHO,
        "0800 46c00020 00000000 010244ea c0000207 e0000016 94040000 1600e8fe efff0001",
        "0800 " + ip4(2, "1600e8feefff0001"),
        // A later fragment; and behind an authentication header.
        "0800 4500001c 00010010 4001b6ba c0000207 c0000201 0102030405060708",
        "0800 " + ip4(51, "0104 0000 00000001 00000001 000000000000000000000000" + ICMP),
        "86dd " + ip6(58, ICMP6),
        // MLD behind hop-by-hop options; and behind routing, fragment, destination and authentication headers.
        "86dd " + ip6(0, "3a00 0502 0000 0100 8300 0000 0000 0000 ff050000000000000000000000010003"),
        "86dd " + ip6(43, "3a00 0000 0000 0000" + ICMP6),
        "86dd " + ip6(44, "3a00 0001 00000001" + ICMP6), "86dd " + ip6(44, "3a00 0010 00000001 0102030405060708"),
        "86dd " + ip6(60, "3a00 0104 00000000" + ICMP6),
        "86dd " + ip6(51, "3a04 0000 00000001 00000001 000000000000000000000000" + ICMP6),
        // MACsec that does not encrypt.
        "88e5 0000 00000001 0800 " + ip4(1, ICMP));

    /** Traffic of others. */
    static final List<String> OTHERS = List.of("0800 " + ip4(17, UDP), "0800 " + ip4(6, TCP), "0800 " + ip4(50, ESP),
        "86dd " + ip6(6, TCP), "86dd " + ip6(17, UDP), "86dd " + ip6(50, ESP),
        "86dd " + ip6(44, "1100 0001 00000001" + UDP), "86dd " + ip6(44, "1100 0010 00000001 0102030405060708"),
        "86dd " + ip6(60, "0600 0104 00000000" + TCP), "86dd " + ip6(43, "1100 0000 0000 0000" + UDP),
        "0800 " + ip4(51, "0604 0000 00000001 00000001 000000000000000000000000" + TCP),
        "0806 0001080006040001 020000000007 c0000207 000000000000 c0000201",
        "88cc 0207040200000000070403020007", "88e5 0c00 00000001 0123456789abcdef0123456789abcdef0123456789abcdef",
        "0027 424203 0000000000000000000000000000000000000000000000000000000000000000000000000000000000");

    private static final List<String> OURS_INSIDE = List.of(OURS.get(0), OURS.get(1), OURS.get(5), OURS.get(6));
    private static final List<String> OTHERS_INSIDE = List.of(OTHERS.get(0), OTHERS.get(1), OTHERS.get(2),
        OTHERS.get(3), OTHERS.get(4));

    /** From an EtherType and its packet to another. */
    private static final List<UnaryOperator<String>> TUNNELS = List.of(
        inner -> "0800 " + ip4(isIp4(inner) ? 4 : 41, packet(inner)),
        inner -> "86dd " + ip6(isIp4(inner) ? 4 : 41, packet(inner)),
        inner -> "0800 " + ip4(47, "0000" + inner),
        inner -> "86dd " + ip6(47, "0000" + inner),
        inner -> "0800 " + ip4(47, "0000 6558" + MACS + inner),
        inner -> "0800 " + ip4(17, "d000 12b5 0000 0000 0800000000006400" + MACS + inner),
        inner -> "86dd " + ip6(17, "d000 12b5 0000 0000 0800000000006400" + MACS + inner),
        inner -> "8847 00064140" + packet(inner),
        inner -> "8847 000c8040 00064140" + packet(inner),
        inner -> "8847 00064140 00000000" + MACS + inner,
        inner -> "8864 1100 0001" + length(2 + octets(packet(inner))) + (isIp4(inner) ? "0021" : "0057")
            + packet(inner),
        inner -> length(6 + octets(inner)) + "aaaa03 000000" + inner);

    /** Tags in front of the EtherType. */
    static final List<String> TAGS = List.of("", "8100 0064 ", "8100 0064 8100 00c8 ", "88a8 012c 8100 0064 ",
        "88a8 012c 88a8 00c8 8100 0064 ", "9100 012c 8100 0064 ");

    private Frames() {
    }

    /** {@link #OURS}, and some of them in every tunnel. */
    static List<String> ours() {
        return withTunnels(OURS, OURS_INSIDE);
    }

    /** {@link #OTHERS}, and some of them in every tunnel. */
    static List<String> others() {
        return withTunnels(OTHERS, OTHERS_INSIDE);
    }

    private static List<String> withTunnels(List<String> plain, List<String> inside) {
        List<String> all = new ArrayList<>(plain);
        TUNNELS.forEach(tunnel -> inside.forEach(inner -> all.add(tunnel.apply(inner))));
        return all;
    }

    /** A frame from the EtherType on as it is on the wire. */
    static byte[] frame(String fromType) {
        return HexFormat.of().parseHex((MACS + fromType).replace(" ", ""));
    }

    private static String ip4(int protocol, String payload) {
        return "4500" + length(20 + octets(payload)) + "00010000 40" + octet(protocol) + "0000 c0000207 c0000201"
            + payload;
    }

    private static String ip6(int next, String payload) {
        return "60000000" + length(octets(payload)) + octet(next) + "40" + ADDRESSES + payload;
    }

    private static boolean isIp4(String inner) {
        return inner.startsWith("0800");
    }

    private static String packet(String inner) {
        return inner.substring(4);
    }

    private static int octets(String hex) {
        return hex.replace(" ", "").length() / 2;
    }

    private static String length(int octets) {
        return HexFormat.of().toHexDigits((short) octets);
    }

    private static String octet(int value) {
        return HexFormat.of().toHexDigits((byte) value);
    }
}

package io.tidewatch.processors.storm;

/**
 * The network that an address is in, as far as one can tell from outside: the /24 of IPv4, the /64 of IPv6 (RFC 4291
 * §2.5.1) and the /48 around it. Works on RFC 5952 text.
 */
public final class Prefix {
    private static final int GROUPS = 8;
    private static final String V6 = "/64";

    private Prefix() {
    }

    /** The prefix in the form {@code 198.51.100.0/24} or {@code 2001:db8:1:2::/64}. */
    public static String of(String address) {
        if (address.indexOf(':') < 0) {
            int lastDot = address.lastIndexOf('.');
            return (lastDot < 0 ? address : address.substring(0, lastDot) + ".0") + "/24";
        }
        return text(groups(address)) + V6;
    }

    /** The /48 that a /64 as told by {@link #of} is in; null for a /24 and for {@link Address#SEVERAL}. */
    static String network(String prefix) {
        if (!prefix.endsWith(V6)) {
            return null;
        }
        int[] groups = groups(prefix.substring(0, prefix.length() - V6.length()));
        groups[groups.length - 1] = 0;
        return text(groups) + "/48";
    }

    /** A multicast address: 224.0.0.0/4 or ff00::/8. */
    static boolean multicast(String address) {
        if (address.indexOf(':') >= 0) {
            return address.length() > 4 && address.startsWith("ff") && address.charAt(4) == ':';
        }
        int dot = address.indexOf('.');
        int first = 0;
        for (int i = 0; i < dot; i++) {
            first = first * 10 + address.charAt(i) - '0';
        }
        return first >= 224 && first < 240;
    }

    /** The first four groups; an IPv4 tail is behind them. */
    private static int[] groups(String address) {
        int gap = address.indexOf("::");
        String head = gap < 0 ? address : address.substring(0, gap);
        int[] groups = new int[GROUPS / 2];
        int filled = fill(groups, head, 0);
        if (gap < 0 || filled >= groups.length) {
            return groups;
        }
        String tail = address.substring(gap + 2);
        int tailGroups = 0;
        if (!tail.isEmpty()) {
            tailGroups = tail.split(":", -1).length + (tail.indexOf('.') >= 0 ? 1 : 0);
        }
        fill(groups, tail, GROUPS - tailGroups);
        return groups;
    }

    private static int fill(int[] groups, String text, int from) {
        int at = from;
        if (text.isEmpty()) {
            return at;
        }
        for (String part : text.split(":", -1)) {
            if (at >= groups.length || part.indexOf('.') >= 0) {
                break;
            }
            groups[at++] = Integer.parseInt(part, 16);
        }
        return at;
    }

    /** RFC 5952: the zeros at the end, always at least the four of the host part, are the longest run. */
    private static String text(int[] groups) {
        int last = groups.length;
        while (last > 0 && groups[last - 1] == 0) {
            last--;
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < last; i++) {
            text.append(i == 0 ? "" : ":").append(Integer.toHexString(groups[i]));
        }
        return text.append("::").toString();
    }
}

package io.tidewatch.processors.topology;

/**
 * Checks address texts of events. Whoever may write the topic may send any text, and an address becomes part of keys:
 * so only the one form of RFC 5952 passes, nothing is converted and no name is ever looked up.
 */
final class AddressText {
    private static final int GROUPS = 8;
    private static final int LONGEST_IPV4 = 15;
    private static final int LONGEST_IPV6 = 39;
    private static final int LENGTH_OF_MAC = 17;

    private AddressText() {
    }

    /** Whether it is a MAC address: six pairs of hexadecimal digits in lower case, joined by colons. */
    static boolean mac(String text) {
        if (text == null || text.length() != LENGTH_OF_MAC) {
            return false;
        }
        for (int i = 0; i < LENGTH_OF_MAC; i++) {
            char c = text.charAt(i);
            boolean digit = c >= '0' && c <= '9' || c >= 'a' && c <= 'f';
            if (i % 3 == 2 ? c != ':' : !digit) {
                return false;
            }
        }
        return true;
    }

    /** Whether it is an IPv4 address: four numbers without leading zeros. */
    static boolean ipv4(String text) {
        if (text == null || text.length() > LONGEST_IPV4) {
            return false;
        }
        int numbers = 0;
        int digits = 0;
        int value = 0;
        for (int i = 0; i <= text.length(); i++) {
            char c = i == text.length() ? '.' : text.charAt(i);
            if (c == '.') {
                if (digits == 0) {
                    return false;
                }
                numbers++;
                digits = 0;
                value = 0;
            } else {
                value = value * 10 + c - '0';
                digits++;
                if (c < '0' || c > '9' || value > 255 || digits > 1 && value < 10) {
                    return false;
                }
            }
        }
        return numbers == 4;
    }

    /**
     * Whether it is an IPv6 address in RFC 5952 form: lower case, no leading zeros (section 4.1), {@code ::} for the
     * first longest run of two or more zero groups and only there (section 4.2). IPv4-mapped addresses, which never are
     * on the wire, do not pass.
     */
    static boolean ipv6(String text) {
        if (text == null || text.length() > LONGEST_IPV6 || text.length() < 2) {
            return false;
        }
        int gap = text.indexOf("::");
        int[] groups = new int[GROUPS];
        if (gap < 0) {
            return parse(text, groups, 0) == GROUPS && longestRun(groups)[1] < 2;
        }
        int[] tail = new int[GROUPS];
        int before = gap == 0 ? 0 : parse(text.substring(0, gap), groups, 0);
        int after = gap + 2 == text.length() ? 0 : parse(text.substring(gap + 2), tail, 0);
        if (before < 0 || after < 0 || before + after > GROUPS - 2) {
            return false;
        }
        System.arraycopy(tail, 0, groups, GROUPS - after, after);
        int[] run = longestRun(groups);
        return run[0] == before && run[1] == GROUPS - before - after;
    }

    /** How many groups there are; -1 where it is not groups in hexadecimal, joined by colons. */
    private static int parse(String text, int[] groups, int from) {
        int count = from;
        int digits = 0;
        int value = 0;
        for (int i = 0; i <= text.length(); i++) {
            char c = i == text.length() ? ':' : text.charAt(i);
            if (c == ':') {
                if (digits == 0 || count == GROUPS) {
                    return -1;
                }
                groups[count++] = value;
                digits = 0;
                value = 0;
            } else {
                int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
                if (digit < 0 || digits == 4 || digits > 0 && value == 0) {
                    return -1;
                }
                value = value << 4 | digit;
                digits++;
            }
        }
        return count;
    }

    /** Start and length of the first longest run of zero groups. */
    private static int[] longestRun(int[] groups) {
        int[] longest = {-1, 0};
        int start = 0;
        for (int i = 0; i <= groups.length; i++) {
            if (i == groups.length || groups[i] != 0) {
                if (i - start > longest[1]) {
                    longest = new int[] {start, i - start};
                }
                start = i + 1;
            }
        }
        return longest;
    }

    /** Whether an IPv4 address is multicast: 224.0.0.0/4. */
    static boolean multicast4(String address) {
        int first = 0;
        for (int i = 0; address.charAt(i) != '.'; i++) {
            first = first * 10 + address.charAt(i) - '0';
        }
        return first >= 224 && first < 240;
    }

    /** Whether an IPv6 address is multicast: ff00::/8. */
    static boolean multicast6(String address) {
        return address.startsWith("ff") && address.indexOf(':') == 4;
    }

    /** Whether an IPv6 address is link-local: fe80::/10. */
    static boolean linkLocal6(String address) {
        return address.startsWith("fe") && address.indexOf(':') == 4 && "89ab".indexOf(address.charAt(2)) >= 0;
    }
}

package io.tidewatch.capture.event;

import io.tidewatch.capture.wire.IpAddress;
import java.nio.charset.StandardCharsets;

/**
 * Text of IP addresses as RFC 5952 demands (§4: lower case, no leading zeros, the first longest run of two or more
 * zero groups as {@code ::}; §5: IPv4-mapped addresses end in dotted decimal), and of MAC addresses.
 *
 * <p>A segment has few addresses and they come again, so the newest texts are kept in a table of fixed size, one entry
 * a place: repeated ones cost no allocation, and random ones cost what formatting costs. For one thread.
 */
public final class AddressText {
    private static final int PLACE_BITS = 14;
    private static final int PLACES = 1 << PLACE_BITS;
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final int LONGEST = 45;
    private static final int GROUPS = 8;
    private static final long MAPPED = 0xffffL;

    private final Remembered ipv4 = new Remembered();
    private final Remembered ipv6 = new Remembered();
    private final Remembered macs = new Remembered();

    /** Text of an address, remembered. */
    public String of(IpAddress address) {
        Remembered remembered = address.version() == 4 ? ipv4 : ipv6;
        String text = remembered.get(address.high(), address.low());
        return text != null ? text : remembered.put(address.high(), address.low(), format(address));
    }

    /** Text of a 48-bit MAC address, lower case with colons, remembered. */
    public String ofMac(long mac) {
        String text = macs.get(0, mac);
        return text != null ? text : macs.put(0, mac, formatMac(mac));
    }

    /** The newest text of each place. Keys lie in it, not behind it: what is remembered is mostly not in the cache. */
    private static final class Remembered {
        private final long[] keys = new long[2 * PLACES];
        private final String[] texts = new String[PLACES];

        String get(long high, long low) {
            int place = place(high, low);
            return keys[2 * place] == high && keys[2 * place + 1] == low ? texts[place] : null;
        }

        String put(long high, long low, String text) {
            int place = place(high, low);
            keys[2 * place] = high;
            keys[2 * place + 1] = low;
            texts[place] = text;
            return text;
        }

        private static int place(long high, long low) {
            return (int) ((high * 31 + low) * 0x9e3779b97f4a7c15L >>> Long.SIZE - PLACE_BITS);
        }
    }

    /** Text of an address. */
    public static String format(IpAddress address) {
        byte[] text = new byte[LONGEST];
        int length = address.version() == 4 ? dotted(text, 0, (int) address.low()) : groups(text, address);
        return new String(text, 0, length, StandardCharsets.ISO_8859_1);
    }

    private static int dotted(byte[] text, int from, int bits) {
        int at = from;
        for (int shift = 24; shift >= 0; shift -= 8) {
            int number = bits >>> shift & 0xff;
            if (number >= 100) {
                text[at++] = (byte) ('0' + number / 100);
            }
            if (number >= 10) {
                text[at++] = (byte) ('0' + number / 10 % 10);
            }
            text[at++] = (byte) ('0' + number % 10);
            if (shift > 0) {
                text[at++] = '.';
            }
        }
        return at;
    }

    private static int group(IpAddress address, int index) {
        long half = index < GROUPS / 2 ? address.high() : address.low();
        return (int) (half >>> (3 - index % 4) * 16) & 0xffff;
    }

    private static int groups(byte[] text, IpAddress address) {
        if (address.high() == 0 && address.low() >>> 32 == MAPPED) {
            byte[] prefix = "::ffff:".getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(prefix, 0, text, 0, prefix.length);
            return dotted(text, prefix.length, (int) address.low());
        }
        int runStart = -1;
        int runLength = 1;
        for (int i = 0; i < GROUPS; i++) {
            int end = i;
            while (end < GROUPS && group(address, end) == 0) {
                end++;
            }
            if (end - i > runLength) {
                runStart = i;
                runLength = end - i;
            }
            i = Math.max(i, end);
        }
        int at = 0;
        for (int i = 0; i < GROUPS; i++) {
            if (i == runStart) {
                text[at++] = ':';
                text[at++] = ':';
                i += runLength - 1;
            } else {
                if (i > 0 && text[at - 1] != ':') {
                    text[at++] = ':';
                }
                at = hex(text, at, group(address, i));
            }
        }
        return at;
    }

    private static int hex(byte[] text, int from, int group) {
        int at = from;
        boolean started = false;
        for (int shift = 12; shift >= 0; shift -= 4) {
            int digit = group >>> shift & 0xf;
            started |= digit != 0 || shift == 0;
            if (started) {
                text[at++] = HEX[digit];
            }
        }
        return at;
    }

    private static String formatMac(long mac) {
        byte[] text = new byte[17];
        for (int i = 0; i < 6; i++) {
            int octet = (int) (mac >>> (5 - i) * 8) & 0xff;
            text[i * 3] = HEX[octet >>> 4];
            text[i * 3 + 1] = HEX[octet & 0xf];
            if (i < 5) {
                text[i * 3 + 2] = ':';
            }
        }
        return new String(text, StandardCharsets.ISO_8859_1);
    }
}

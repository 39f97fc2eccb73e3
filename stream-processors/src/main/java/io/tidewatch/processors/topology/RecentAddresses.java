package io.tidewatch.processors.topology;

import io.tidewatch.processors.storm.Address;

/**
 * Addresses that came lately, by their text, each checked and made once. An address has one place; another one of that
 * place takes it. For one thread.
 */
final class RecentAddresses {
    private static final int PLACES = 1 << 12;
    private static final int LONGEST = 45;
    private static final long BELOW_64 = bits(".0123456789:");
    private static final long FROM_64 = bits("abcdef");

    private final Address[] places = new Address[PLACES];

    /**
     * The address with this text.
     *
     * @throws IllegalArgumentException when no address has it
     */
    Address of(String text) {
        int hash = text.hashCode();
        int place = (hash ^ hash >>> 12 ^ hash >>> 24) & PLACES - 1;
        Address known = places[place];
        if (known == null || !known.text().equals(text)) {
            if (!isAddress(text)) {
                throw new IllegalArgumentException("not an address: " + printable(text));
            }
            known = Address.of(text);
            places[place] = known;
        }
        return known;
    }

    /** Whether it may be one: made of what addresses are made of, and not too long. */
    static boolean isAddress(String text) {
        // Which one comes next nobody can guess, a processor neither: no branch.
        long allowed = 1;
        int length = text.length();
        for (int i = 0; i < length && i <= LONGEST; i++) {
            char c = text.charAt(i);
            allowed &= c < Long.SIZE ? BELOW_64 >>> c : c < 2 * Long.SIZE ? FROM_64 >>> c : 0;
        }
        return allowed == 1 && length > 0 && length <= LONGEST;
    }

    private static long bits(String characters) {
        return characters.chars().mapToLong(c -> 1L << c).reduce(0, (a, b) -> a | b);
    }

    /** As much of a text as a message may tell. */
    static String printable(String text) {
        return text.substring(0, Math.min(text.length(), LONGEST)).replaceAll("[^!-~]", "?");
    }
}

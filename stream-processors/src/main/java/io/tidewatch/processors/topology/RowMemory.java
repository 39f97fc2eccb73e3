package io.tidewatch.processors.topology;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;

/**
 * Rows of a store as they were written last, by key, as many as there is room for. Who is there stays until it is
 * removed, and who comes later may find no room: all members of all groups report in turn, and to drop the one that was
 * heard of longest ago would be to drop the one that comes next. For one thread.
 *
 * <p>What a key hashes to can't be known outside, since hosts choose what is in it.
 */
final class RowMemory {
    /** Each grows by itself, so that no row waits for a million others to move. */
    private static final int TABLES = 256;
    private static final int SMALLEST = 16;
    /** A table that is full to {@code FULL / PARTS} grows, one that is to {@code SPARSE / PARTS} shrinks. */
    private static final int FULL = 6;
    private static final int SPARSE = 1;
    private static final int PARTS = 8;
    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class,
        ByteOrder.LITTLE_ENDIAN);
    private static final int OCTET = 0xff;

    private final HeapShare share;
    private final RowPages pages;
    private final long seed;
    private final long secret;
    /** Half a hash above, a place in the pages and one below; 0: none. Where another is already, the next is taken. */
    private final long[][] tables = new long[TABLES][];
    private final int[] counts = new int[TABLES];

    /** All that it takes is out of {@code share}. */
    RowMemory(HeapShare share) {
        this.share = share;
        pages = new RowPages(share);
        SecureRandom random = new SecureRandom();
        seed = random.nextLong();
        secret = random.nextLong();
    }

    /** A row, or null. */
    byte[] get(byte[] key) {
        long hash = hash(key);
        long[] table = tables[number(hash)];
        int at = table == null ? -1 : find(table, tag(hash), key);
        return at < 0 ? null : pages.row(place(table[at]));
    }

    /** What is written of a key; null: nothing is left of it. */
    void put(byte[] key, byte[] row) {
        long hash = hash(key);
        int number = number(hash);
        long[] table = tables[number];
        int at = table == null ? -1 : find(table, tag(hash), key);
        if (at >= 0) {
            int place = place(table[at]);
            if (row != null && pages.replace(place, key, row)) {
                return;
            }
            pages.remove(place);
            remove(number, at);
        }
        if (row != null) {
            add(number, tag(hash), key, row);
        }
    }

    private void add(int number, int tag, byte[] key, byte[] row) {
        if (!grown(number)) {
            return;
        }
        int place = pages.add(key, row);
        if (place != RowPages.NOWHERE) {
            insert(tables[number], entry(tag, place));
            counts[number]++;
        }
    }

    /** Whether there is room for one more in a table. */
    private boolean grown(int number) {
        int slots = tables[number] == null ? 0 : tables[number].length;
        return (counts[number] + 1) * PARTS <= slots * FULL || resize(number, Math.max(SMALLEST, 2 * slots));
    }

    private boolean resize(int number, int slots) {
        if (!share.take((long) slots * Long.BYTES)) {
            return false;
        }
        long[] from = tables[number];
        long[] to = new long[slots];
        tables[number] = to;
        if (from != null) {
            for (long entry : from) {
                if (entry != 0) {
                    insert(to, entry);
                }
            }
            share.give((long) from.length * Long.BYTES);
        }
        return true;
    }

    private static void insert(long[] table, long entry) {
        int at = tag(entry) & table.length - 1;
        while (table[at] != 0) {
            at = at + 1 & table.length - 1;
        }
        table[at] = entry;
    }

    private void remove(int number, int at) {
        long[] table = tables[number];
        int mask = table.length - 1;
        int gap = at;
        for (int next = gap + 1 & mask; table[next] != 0; next = next + 1 & mask) {
            if ((next - tag(table[next]) & mask) >= (next - gap & mask)) {
                table[gap] = table[next];
                gap = next;
            }
        }
        table[gap] = 0;
        counts[number]--;
        if (counts[number] * PARTS < table.length * SPARSE && table.length > SMALLEST) {
            resize(number, table.length / 2);
        }
    }

    private int find(long[] table, int tag, byte[] key) {
        int mask = table.length - 1;
        for (int at = tag & mask; table[at] != 0; at = at + 1 & mask) {
            if (tag(table[at]) == tag && pages.has(place(table[at]), key)) {
                return at;
            }
        }
        return -1;
    }

    /** How many rows there are. */
    long size() {
        long size = 0;
        for (int count : counts) {
            size += count;
        }
        return size;
    }

    /** Forgets all, and gives all of its share back. */
    void clear() {
        pages.clear();
        for (int i = 0; i < TABLES; i++) {
            share.give(tables[i] == null ? 0 : (long) tables[i].length * Long.BYTES);
            tables[i] = null;
            counts[i] = 0;
        }
    }

    private static long entry(int tag, int place) {
        return (long) tag << Integer.SIZE | Integer.toUnsignedLong(place + 1);
    }

    private static int place(long entry) {
        return (int) entry - 1;
    }

    private static int tag(long hash) {
        return (int) (hash >>> Integer.SIZE);
    }

    private static int number(long hash) {
        return (int) hash & TABLES - 1;
    }

    private long hash(byte[] key) {
        long hash = seed ^ key.length;
        int at = 0;
        for (; at <= key.length - Long.BYTES; at += Long.BYTES) {
            hash = mixed(hash, (long) WORDS.get(key, at));
        }
        long rest = 0;
        for (; at < key.length; at++) {
            rest = rest << Byte.SIZE | key[at] & OCTET;
        }
        return mixed(hash, rest);
    }

    /** A product of 128 bits, folded, spreads what came before and this over all bits. */
    private long mixed(long hash, long word) {
        long other = word ^ secret;
        return Math.multiplyHigh(hash, other) ^ hash * other;
    }
}

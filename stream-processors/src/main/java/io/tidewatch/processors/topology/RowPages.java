package io.tidewatch.processors.topology;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Keys and rows of bytes in pages of the heap, each of slots of one size. A row takes no object: ten million of them
 * are a few ten thousand arrays to the collector. For one thread.
 */
final class RowPages {
    /** In place of a place. */
    static final int NOWHERE = -1;
    /** A longer row, with its key, is not kept: it is one of many sources. */
    static final int LONGEST = 1020;

    private static final int PAGE_BYTES = 1 << 16;
    /** Sizes of slots are multiples of it. */
    private static final int GRAIN = 16;
    /** Lengths of key and row; in a slot that is free the next one. */
    private static final int HEADER = 4;
    private static final int SLOT_BITS = 12;
    private static final int SLOT_MASK = (1 << SLOT_BITS) - 1;
    private static final int MOST_PAGES = (1 << Integer.SIZE - SLOT_BITS) - 1;
    private static final int OCTET = 0xff;
    private static final int NONE = -1;

    private final HeapShare share;
    private final List<Page> pages = new ArrayList<>();
    /** Numbers of pages that are gone. */
    private final List<Integer> vacant = new ArrayList<>();
    /** By size of slot in grains: pages in which slots are free, and some that are gone. */
    private final List<List<Page>> open = new ArrayList<>();

    /** One page. */
    private static final class Page {
        private final int number;
        private final int slotBytes;
        /** Null when all of it is free: then it is gone. */
        private byte[] bytes = new byte[PAGE_BYTES];
        private int used;
        /** Slots from here on were never used. */
        private int fresh;
        /** The slot that became free last. */
        private int free = NONE;

        Page(int number, int slotBytes) {
            this.number = number;
            this.slotBytes = slotBytes;
        }

        boolean full() {
            return free == NONE && (fresh + 1) * slotBytes > PAGE_BYTES;
        }

        int take() {
            used++;
            if (free == NONE) {
                return fresh++;
            }
            int slot = free;
            free = number(slot * slotBytes) - 1;
            return slot;
        }

        void release(int slot) {
            used--;
            put(slot * slotBytes, free + 1);
            free = slot;
        }

        /** 16 bits. */
        int number(int at) {
            return (bytes[at] & OCTET) << Byte.SIZE | bytes[at + 1] & OCTET;
        }

        void put(int at, int number) {
            bytes[at] = (byte) (number >> Byte.SIZE);
            bytes[at + 1] = (byte) number;
        }
    }

    /** Pages are taken out of {@code share}. */
    RowPages(HeapShare share) {
        this.share = share;
        for (int size = 0; size <= (LONGEST + HEADER) / GRAIN; size++) {
            open.add(new ArrayList<>());
        }
    }

    /** A place for a row; {@link #NOWHERE} when there is no room for it. */
    int add(byte[] key, byte[] row) {
        if (key.length + row.length > LONGEST) {
            return NOWHERE;
        }
        Page page = withRoom(grains(key, row));
        if (page == null) {
            return NOWHERE;
        }
        int slot = page.take();
        if (page.full()) {
            List<Page> candidates = open.get(page.slotBytes / GRAIN);
            candidates.remove(candidates.size() - 1);
        }
        write(page, slot, key, row);
        return page.number << SLOT_BITS | slot;
    }

    /** Another row of the key that is there, in the same place; whether it fits. */
    boolean replace(int place, byte[] key, byte[] row) {
        Page page = page(place);
        if (grains(key, row) * GRAIN != page.slotBytes) {
            return false;
        }
        write(page, slot(place), key, row);
        return true;
    }

    /** The place is free again. */
    void remove(int place) {
        Page page = page(place);
        boolean wasFull = page.full();
        page.release(slot(place));
        if (page.used == 0) {
            page.bytes = null;
            pages.set(page.number, null);
            vacant.add(page.number);
            share.give(PAGE_BYTES);
        } else if (wasFull) {
            open.get(page.slotBytes / GRAIN).add(page);
        }
    }

    /** Whether a key is there. */
    boolean has(int place, byte[] key) {
        Page page = page(place);
        int at = slot(place) * page.slotBytes;
        return page.number(at) == key.length
            && Arrays.equals(page.bytes, at + HEADER, at + HEADER + key.length, key, 0, key.length);
    }

    /** The row there, for the caller to keep. */
    byte[] row(int place) {
        Page page = page(place);
        int at = slot(place) * page.slotBytes;
        int from = at + HEADER + page.number(at);
        return Arrays.copyOfRange(page.bytes, from, from + page.number(at + Short.BYTES));
    }

    /** Gives all of it back. */
    void clear() {
        share.give((long) (pages.size() - vacant.size()) * PAGE_BYTES);
        pages.clear();
        vacant.clear();
        open.forEach(List::clear);
    }

    private static int grains(byte[] key, byte[] row) {
        return (HEADER + key.length + row.length + GRAIN - 1) / GRAIN;
    }

    private static void write(Page page, int slot, byte[] key, byte[] row) {
        int at = slot * page.slotBytes;
        page.put(at, key.length);
        page.put(at + Short.BYTES, row.length);
        System.arraycopy(key, 0, page.bytes, at + HEADER, key.length);
        System.arraycopy(row, 0, page.bytes, at + HEADER + key.length, row.length);
    }

    private Page page(int place) {
        return pages.get(place >>> SLOT_BITS);
    }

    private static int slot(int place) {
        return place & SLOT_MASK;
    }

    private Page withRoom(int grains) {
        List<Page> candidates = open.get(grains);
        while (!candidates.isEmpty()) {
            Page last = candidates.get(candidates.size() - 1);
            if (last.bytes != null) {
                return last;
            }
            candidates.remove(candidates.size() - 1);
        }
        if (vacant.isEmpty() && pages.size() >= MOST_PAGES || !share.take(PAGE_BYTES)) {
            return null;
        }
        Page page = new Page(vacant.isEmpty() ? pages.size() : vacant.remove(vacant.size() - 1), grains * GRAIN);
        if (page.number == pages.size()) {
            pages.add(page);
        } else {
            pages.set(page.number, page);
        }
        candidates.add(page);
        return page;
    }
}

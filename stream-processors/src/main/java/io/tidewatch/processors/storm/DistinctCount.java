package io.tidewatch.processors.storm;

import java.util.Arrays;

/**
 * How many different hashes were added: exact up to {@value #EXACT}, from there on an estimate by HyperLogLog (Flajolet
 * and others 2007) with 1024 registers: standard error 3.3 %, and less below 2500, where linear counting of empty
 * registers takes over (Heule and others 2013, §3). Looks at 32 bits of a hash, so it is good for some 10 million.
 */
final class DistinctCount {
    static final int EXACT = 512;
    private static final int INDEX_BITS = 10;
    private static final int REGISTERS = 1 << INDEX_BITS;
    private static final double ALPHA = 0.7213 / (1 + 1.079 / REGISTERS);
    private static final int FIRST_SLOTS = 16;

    /** Open addressing, at most half full; 0 is empty. Null once there are too many. */
    private int[] exact = new int[FIRST_SLOTS];
    private int size;
    /** The same in order, as they are kept; null while nobody has asked since there was a new one. */
    private int[] sorted;
    private byte[] registers;
    /** What the registers say; less than 0 while nobody has asked since they changed. */
    private long estimate = -1;

    void add(long hash) {
        addShort((int) (hash >>> 32));
    }

    private void addShort(int hash) {
        int value = hash == 0 ? 1 : hash;
        if (exact == null) {
            register(value);
            return;
        }
        int slot = slot(value);
        if (exact[slot] == value) {
            return;
        }
        if (size == EXACT) {
            estimateFromNowOn();
            register(value);
            return;
        }
        exact[slot] = value;
        size++;
        sorted = null;
        if (size * 2 > exact.length) {
            grow();
        }
    }

    private int slot(int value) {
        int slot = value & exact.length - 1;
        while (exact[slot] != 0 && exact[slot] != value) {
            slot = slot + 1 & exact.length - 1;
        }
        return slot;
    }

    private void grow() {
        int[] before = exact;
        exact = new int[before.length * 2];
        for (int value : before) {
            if (value != 0) {
                exact[slot(value)] = value;
            }
        }
    }

    private void estimateFromNowOn() {
        registers = new byte[REGISTERS];
        for (int value : exact) {
            if (value != 0) {
                register(value);
            }
        }
        exact = null;
        sorted = null;
    }

    private void register(int value) {
        int index = value >>> Integer.SIZE - INDEX_BITS;
        int rank = Math.min(Integer.numberOfLeadingZeros(value << INDEX_BITS), Integer.SIZE - INDEX_BITS) + 1;
        if (rank > registers[index]) {
            registers[index] = (byte) rank;
            estimate = -1;
        }
    }

    /** Takes over all that another one has seen. */
    void addAll(DistinctCount other) {
        if (other.exact != null) {
            for (int value : other.exact) {
                if (value != 0) {
                    addShort(value);
                }
            }
            return;
        }
        if (exact != null) {
            estimateFromNowOn();
        }
        for (int i = 0; i < REGISTERS; i++) {
            registers[i] = (byte) Math.max(registers[i], other.registers[i]);
        }
        estimate = -1;
    }

    boolean approximate() {
        return exact == null;
    }

    long count() {
        if (exact != null) {
            return size;
        }
        if (estimate < 0) {
            estimate = estimate();
        }
        return estimate;
    }

    private long estimate() {
        double sum = 0;
        int empty = 0;
        for (byte register : registers) {
            sum += 1.0 / (1L << register);
            empty += register == 0 ? 1 : 0;
        }
        double raw = ALPHA * REGISTERS * REGISTERS / sum;
        double corrected = raw <= 2.5 * REGISTERS && empty > 0
            ? REGISTERS * Math.log((double) REGISTERS / empty) : raw;
        return Math.max(EXACT + 1, Math.round(corrected));
    }

    void write(StateOutput out) {
        if (exact == null) {
            out.number(-1);
            out.octets(registers);
            return;
        }
        out.number(size);
        if (sorted == null) {
            sorted = sorted();
        }
        for (int i = 0; i < sorted.length; i++) {
            // Sorted numbers are close to each other: their distance is shorter.
            out.number(i == 0 ? sorted[0] : (long) sorted[i] - sorted[i - 1]);
        }
    }

    private int[] sorted() {
        int[] values = new int[size];
        int filled = 0;
        for (int value : exact) {
            if (value != 0) {
                values[filled++] = value;
            }
        }
        Arrays.sort(values);
        return values;
    }

    static DistinctCount read(StateInput in) {
        DistinctCount count = new DistinctCount();
        int size = in.integer();
        if (size < 0) {
            count.exact = null;
            count.registers = in.octets(REGISTERS);
            if (count.registers.length != REGISTERS) {
                throw new IllegalArgumentException("storm state holds " + count.registers.length + " registers");
            }
            return count;
        }
        long value = 0;
        for (int i = 0; i < size; i++) {
            value += in.number();
            count.addShort((int) value);
        }
        return count;
    }
}

package io.tidewatch.schemas;

import java.util.Arrays;
import java.util.List;

/**
 * Some fields of one value, by their place among the names that were chosen. A field is absent where it is null, or
 * where the record that it is in is.
 */
public final class ChosenFields {
    private final long[] numbers;
    private final Object[] others;
    private final boolean[] present;

    ChosenFields(int many) {
        numbers = new long[many];
        others = new Object[many];
        present = new boolean[many];
    }

    void clear() {
        Arrays.fill(present, false);
        Arrays.fill(others, null);
    }

    void set(int field, long number) {
        numbers[field] = number;
        present[field] = true;
    }

    void set(int field, Object other) {
        others[field] = other;
        present[field] = true;
    }

    public boolean has(int field) {
        return present[field];
    }

    /** A number; of a boolean 1 for true; of a time its distance from the epoch in the unit of the schema. */
    public long number(int field, long absent) {
        return present[field] ? numbers[field] : absent;
    }

    /** An int. */
    public int integer(int field, int absent) {
        return present[field] ? (int) numbers[field] : absent;
    }

    /** A text; null when absent. */
    public String text(int field) {
        return (String) others[field];
    }

    /** Texts; null when absent. */
    @SuppressWarnings("unchecked")
    public List<String> texts(int field) {
        return (List<String>) others[field];
    }
}

package io.tidewatch.schemas;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Some fields of one value, by their place among the names that were chosen. A field is absent where it is null, or
 * where the record that it is in is. One that each record of a list has is told record by record.
 */
public final class ChosenFields {
    private final long[] numbers;
    private final Object[] others;
    private final boolean[] present;
    private final List<List<Object>> lists = new ArrayList<>();

    ChosenFields(int many) {
        numbers = new long[many];
        others = new Object[many];
        present = new boolean[many];
        for (int field = 0; field < many; field++) {
            lists.add(new ArrayList<>(1));
        }
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

    /** The value in the next record of a list. */
    void add(int field, Object value) {
        List<Object> values = lists.get(field);
        if (!present[field]) {
            values.clear();
            present[field] = true;
        }
        values.add(value);
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

    /** An enum, of the constants of its generated class; null when absent. */
    public <E> E symbol(int field, E[] constants) {
        return present[field] ? constants[(int) numbers[field]] : null;
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

    /** How many records a list has, by a field of theirs. */
    public int records(int field) {
        return present[field] ? lists.get(field).size() : 0;
    }

    /** An enum in one record of a list. */
    public <E> E symbol(int field, int record, E[] constants) {
        return constants[(Integer) lists.get(field).get(record)];
    }

    /** A text in one record of a list. */
    public String text(int field, int record) {
        return (String) lists.get(field).get(record);
    }

    /** Texts in one record of a list. */
    @SuppressWarnings("unchecked")
    public List<String> texts(int field, int record) {
        return (List<String>) lists.get(field).get(record);
    }
}

package io.tidewatch.capture.wire;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;

/**
 * A list that keeps the array it was made of, where {@code List.of} would copy it: decoding allocates the message and
 * nothing beside it. Immutable, since nobody else has the array.
 */
final class ArrayRow<E> extends AbstractList<E> implements RandomAccess {
    private final E[] elements;

    private ArrayRow(E[] elements) {
        this.elements = elements;
    }

    /** The first {@code count} elements of an array that the caller gives away. */
    static <E> List<E> of(E[] owned, int count) {
        return new ArrayRow<>(count == owned.length ? owned : Arrays.copyOf(owned, count));
    }

    /** As {@link List#copyOf}, which copies nothing that is immutable already. */
    static <E> List<E> copyOf(List<E> list) {
        return list instanceof ArrayRow ? list : List.copyOf(list);
    }

    @Override
    public E get(int index) {
        return elements[Objects.checkIndex(index, elements.length)];
    }

    @Override
    public int size() {
        return elements.length;
    }
}

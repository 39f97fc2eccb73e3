package io.tidewatch.processors.topology;

import java.util.concurrent.atomic.AtomicLong;

/** Bytes of the heap that tasks share: who comes first has them, until it gives them back. */
final class HeapShare {
    private final AtomicLong left;

    HeapShare(long bytes) {
        left = new AtomicLong(bytes);
    }

    /** Whether so many were left; they are taken then. */
    boolean take(long bytes) {
        if (left.addAndGet(-bytes) >= 0) {
            return true;
        }
        left.addAndGet(bytes);
        return false;
    }

    void give(long bytes) {
        left.addAndGet(bytes);
    }

    long left() {
        return left.get();
    }
}

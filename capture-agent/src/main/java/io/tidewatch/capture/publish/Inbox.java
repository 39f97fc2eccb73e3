package io.tidewatch.capture.publish;

import io.tidewatch.capture.spool.Parcel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Parcels on their way from the interfaces' threads to the one that sends and spools, within a bound of memory. */
final class Inbox {
    /** Behind the first one more are coming; taken one by one, each would cost a wake-up. The producer waits longer. */
    private static final long GATHER = TimeUnit.MILLISECONDS.toNanos(2);

    private final long mostBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private final Condition filled = lock.newCondition();
    private final Condition plenty = lock.newCondition();
    private List<Parcel> parcels = new ArrayList<>();
    private long bytes;
    private boolean closed;

    Inbox(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** Waits for room; false when nobody takes parcels any more. */
    boolean put(Parcel parcel) {
        lock.lock();
        try {
            while (bytes >= mostBytes && !closed) {
                room.awaitUninterruptibly();
            }
            if (closed) {
                return false;
            }
            bytes += parcel.size();
            if (parcels.isEmpty()) {
                filled.signal();
            }
            parcels.add(parcel);
            if (bytes >= mostBytes / 2) {
                plenty.signal();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** All that is there; waits so long at most when it is nothing, and a little more when something comes. */
    List<Parcel> take(long waitNanos) throws InterruptedException {
        lock.lock();
        try {
            if (parcels.isEmpty() && waitNanos > 0 && !closed) {
                long left = filled.awaitNanos(waitNanos);
                if (parcels.isEmpty()) {
                    return List.of();
                }
                long gathering = Math.min(left, GATHER);
                while (gathering > 0 && bytes < mostBytes / 2 && !closed) {
                    gathering = plenty.awaitNanos(gathering);
                }
            }
            List<Parcel> taken = parcels;
            parcels = new ArrayList<>();
            bytes = 0;
            room.signalAll();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** Whoever waits to take something need not. */
    void wake() {
        lock.lock();
        try {
            filled.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more; whoever waits for room is sent away. */
    void close() {
        lock.lock();
        try {
            closed = true;
            room.signalAll();
            filled.signal();
            plenty.signal();
        } finally {
            lock.unlock();
        }
    }
}

package io.tidewatch.capture.publish;

import io.tidewatch.capture.spool.Parcel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Parcels on their way from the interfaces' threads to the one that sends and spools, within a bound of memory. */
final class Inbox {
    private final long mostBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private final Condition filled = lock.newCondition();
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
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** All that is there; waits a little when it is nothing. */
    List<Parcel> take(long waitNanos) throws InterruptedException {
        lock.lock();
        try {
            if (parcels.isEmpty() && waitNanos > 0 && !closed && filled.awaitNanos(waitNanos) <= 0
                    && parcels.isEmpty()) {
                return List.of();
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
        } finally {
            lock.unlock();
        }
    }
}

package io.tidewatch.capture.publish;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

/**
 * Hands values over to a thread of its own, in their order, many at once. What is under way is bounded by its size:
 * whoever hands over more waits. A failure of the taker is thrown at the next call, and nothing is taken behind it. For
 * one thread.
 */
final class HandOver<T> implements AutoCloseable {
    /** Room for most of what comes while a transaction is committed; more would only be copied by the collector. */
    static final int MOST_UNDER_WAY = 8 << 20;
    private static final int VALUES_OF_BATCH = 256;
    private static final int SIZE_OF_BATCH = 1 << 20;

    private final Consumer<T> taker;
    private final ToLongFunction<T> size;
    private final ExecutorService thread;
    private final Semaphore room = new Semaphore(MOST_UNDER_WAY);
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private List<T> batch = new ArrayList<>(VALUES_OF_BATCH);
    private long sizeOfBatch;

    /**
     * Has values taken by a thread of this name, which begins with the first.
     *
     * @param size of a value, in bytes
     */
    HandOver(String threadName, Consumer<T> taker, ToLongFunction<T> size) {
        this.taker = taker;
        this.size = size;
        this.thread = Executors.newSingleThreadExecutor(task -> new Thread(task, threadName));
    }

    void give(T value) {
        batch.add(value);
        sizeOfBatch += size.applyAsLong(value);
        if (batch.size() >= VALUES_OF_BATCH || sizeOfBatch >= SIZE_OF_BATCH) {
            pass();
        }
    }

    /** Waits until all that was given is taken and done: what the taker did then is visible here. */
    void settle() {
        pass();
        room.acquireUninterruptibly(MOST_UNDER_WAY);
        room.release(MOST_UNDER_WAY);
        throwFailure();
    }

    private void pass() {
        throwFailure();
        if (!batch.isEmpty()) {
            List<T> full = batch;
            int taking = (int) Math.min(sizeOfBatch, MOST_UNDER_WAY);
            batch = new ArrayList<>(VALUES_OF_BATCH);
            sizeOfBatch = 0;
            submit(taking, () -> take(full));
        }
    }

    /** Has this done on the taker's thread, behind all that was given; does not wait for it. */
    void then(Runnable work) {
        pass();
        submit(1, () -> {
            if (failure.get() == null) {
                work.run();
            }
        });
    }

    private void submit(int taking, Runnable work) {
        room.acquireUninterruptibly(taking);
        thread.execute(() -> {
            try {
                work.run();
            } catch (RuntimeException | Error e) {
                failure.compareAndSet(null, e);
            } finally {
                room.release(taking);
            }
        });
    }

    private void take(List<T> values) {
        for (int i = 0; i < values.size() && failure.get() == null; i++) {
            taker.accept(values.get(i));
        }
    }

    private void throwFailure() {
        Throwable failed = failure.get();
        if (failed instanceof Error error) {
            throw error;
        } else if (failed != null) {
            throw (RuntimeException) failed;
        }
    }

    /** Ends the thread; what is not taken by then never is. */
    @Override
    public void close() {
        failure.compareAndSet(null, new IllegalStateException("closed"));
        thread.shutdown();
        boolean interrupted = false;
        boolean ended = false;
        while (!ended) {
            try {
                ended = thread.awaitTermination(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

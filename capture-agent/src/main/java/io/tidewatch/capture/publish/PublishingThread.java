package io.tidewatch.capture.publish;

import io.tidewatch.capture.event.PacketEvent;
import io.tidewatch.schemas.RecordOrigin;
import io.tidewatch.schemas.SensorStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Publishes on a thread of its own, so that one core decodes the next frames while another one writes the events of the
 * last ones. What is under way is bounded: whoever hands over more waits. A failure is thrown at the next call, and
 * nothing is published behind it. For one thread; whose publisher it is, must close it afterwards.
 */
public final class PublishingThread implements Publisher {
    private static final int RECORDS_OF_BATCH = 256;
    private static final int BATCHES_UNDER_WAY = 16;

    private final Publisher publisher;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> new Thread(task, "publish"));
    private final Semaphore room = new Semaphore(BATCHES_UNDER_WAY);
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private List<Handed> batch = new ArrayList<>(RECORDS_OF_BATCH);

    private record Handed(PacketEvent event, RecordOrigin origin, Delivery delivery) {
    }

    /** Has this publisher called by another thread. */
    public PublishingThread(Publisher publisher) {
        this.publisher = publisher;
    }

    @Override
    public void publish(PacketEvent event, RecordOrigin origin, Delivery delivery) {
        batch.add(new Handed(event, origin, delivery));
        if (batch.size() == RECORDS_OF_BATCH) {
            handOver();
        }
    }

    /** Statuses are made, and told, when all that was handed over before is settled. */
    @Override
    public void checkpoint(Supplier<List<SensorStatus>> statuses) {
        handOver();
        room.acquireUninterruptibly(BATCHES_UNDER_WAY);
        room.release(BATCHES_UNDER_WAY);
        throwFailure();
        publisher.checkpoint(statuses);
    }

    private void handOver() {
        throwFailure();
        List<Handed> full = batch;
        batch = new ArrayList<>(RECORDS_OF_BATCH);
        room.acquireUninterruptibly();
        thread.execute(() -> publish(full));
    }

    private void publish(List<Handed> records) {
        try {
            for (Handed record : records) {
                if (failure.get() == null) {
                    publisher.publish(record.event, record.origin, record.delivery);
                }
            }
        } catch (RuntimeException | Error e) {
            failure.set(e);
        } finally {
            room.release();
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

    /** What no checkpoint followed is not published any more. */
    @Override
    public void close() {
        failure.compareAndSet(null, new IllegalStateException("this publisher is closed"));
        thread.shutdown();
        boolean interrupted = false;
        while (!thread.isTerminated()) {
            try {
                if (thread.awaitTermination(1, TimeUnit.SECONDS)) {
                    break;
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

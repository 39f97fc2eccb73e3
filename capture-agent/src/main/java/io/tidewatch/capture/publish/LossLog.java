package io.tidewatch.capture.publish;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says that records are lost, at most one line a second. May be used by several threads. */
final class LossLog {
    private static final Logger LOG = LoggerFactory.getLogger(LossLog.class);

    private final AtomicLong losses = new AtomicLong();
    private final AtomicLong nextLineAt = new AtomicLong(System.nanoTime());

    void lost(String what, long records, Exception why) {
        long count = losses.addAndGet(records);
        long now = System.nanoTime();
        long due = nextLineAt.get();
        if (now - due >= 0 && nextLineAt.compareAndSet(due, now + TimeUnit.SECONDS.toNanos(1))) {
            LOG.error("{} could not be published and is lost ({} since the start): {}", what, count, why.toString());
        }
    }
}

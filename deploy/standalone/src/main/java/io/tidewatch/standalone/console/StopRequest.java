package io.tidewatch.standalone.console;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C and SIGTERM as something to wait for. The process then closes what it opened, in its own order, and ends with
 * exit code 0: it did what it was asked to. If that takes longer than the grace period the process ends with code 1.
 */
public final class StopRequest {
    private static final Duration GRACE = Duration.ofSeconds(20);

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile int exitCode;

    /** Listens from now on. The process ends by its signal unless it calls {@link #closed} before the grace is over. */
    public static StopRequest listen() {
        StopRequest stop = new StopRequest();
        Runtime.getRuntime().addShutdownHook(new Thread(stop::onSignal, "stop"));
        return stop;
    }

    private void onSignal() {
        asked.countDown();
        try {
            if (!closed.await(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                System.err.println("tidewatch: It did not stop within " + GRACE.toSeconds()
                    + " s and is ended. What was not flushed is read again at the next start.");
                Runtime.getRuntime().halt(1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // A signal's own exit code (130, 143) would say "killed" to whoever started us.
        Runtime.getRuntime().halt(exitCode);
    }

    /** Whether the process was asked to stop. */
    public boolean asked() {
        return asked.getCount() == 0;
    }

    /** Waits for it; false when the time is over first. */
    public boolean await(Duration limit) {
        try {
            return asked.await(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** All is closed: the process may end with this code. */
    public void closed(int code) {
        exitCode = code;
        closed.countDown();
    }
}

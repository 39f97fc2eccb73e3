package io.tidewatch.standalone.console;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C and SIGTERM as something to wait for. A command that listens closes what it opened, in its own order, and the
 * process ends with the command's exit code: 0 when all went well, for it did what it was asked to. If that takes
 * longer than the grace period the process ends with code 1. A process that never listens ends by the signal as usual.
 */
public final class StopRequest {
    private static final Duration GRACE = Duration.ofSeconds(60);

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile int exitCode;
    private boolean listening;

    /** Takes signals from now on. */
    public synchronized void listen() {
        if (!listening) {
            Runtime.getRuntime().addShutdownHook(new Thread(this::onShutdown, "stop"));
            listening = true;
        }
    }

    private void onShutdown() {
        if (ended.getCount() == 0) {
            // Nobody sent a signal: this is the process's own end.
            return;
        }
        asked.countDown();
        try {
            if (!ended.await(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                System.err.println("tidewatch: It did not stop within " + GRACE.toSeconds() + " s and is ended now. "
                    + "What was not finished is taken up again at the next start. The log file says what it waited "
                    + "for.");
                exitCode = 1;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // A signal's own exit code (130, 143) would say "killed" to whoever started us.
        Runtime.getRuntime().halt(exitCode);
    }

    /** Whether a signal came. */
    public boolean asked() {
        return asked.getCount() == 0;
    }

    /** Waits for a signal; false when the time is over first. */
    public boolean await(Duration limit) {
        try {
            return asked.await(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** The command is done and has said what there was to say. */
    public void ended(int code) {
        exitCode = code;
        ended.countDown();
    }
}

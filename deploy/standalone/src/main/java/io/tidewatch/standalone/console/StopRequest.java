package io.tidewatch.standalone.console;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C, SIGTERM and the end of the terminal as something to wait for. A command that listens closes what it opened,
 * in its own order, and the process ends with the command's exit code: 0 when all went well, for it did what it was
 * asked to. If that takes longer than the grace period the process ends with code 1. A process that never listens ends
 * by the signal as usual.
 *
 * <p>Signals are taken as such and not by a shutdown hook: while hooks run, a JVM refuses new ones, and libraries that
 * are just being loaded want one, so that a stop in the middle of a start would fail in odd places.
 */
public final class StopRequest {
    private static final Duration GRACE = Duration.ofSeconds(60);
    private static final List<String> SIGNALS = List.of("INT", "TERM", "HUP");

    private final CountDownLatch asked = new CountDownLatch(1);
    private boolean listening;

    /** A command is given up in the middle of its start, since a stop was asked for. */
    public static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Stopped() {
            super("stopped", null, false, false);
        }
    }

    /** Takes signals from now on. */
    public synchronized void listen() {
        if (!listening) {
            listening = true;
            SIGNALS.forEach(this::take);
        }
    }

    /** {@code sun.misc.Signal} has no public successor; by reflection, since the compiler warns of every use. */
    private void take(String name) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object ask = Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {handler},
                (proxy, method, arguments) -> {
                    if (method.getDeclaringClass() == Object.class) {
                        return method.invoke(this, arguments);
                    }
                    ask();
                    return null;
                });
            signal.getMethod("handle", signal, handler).invoke(null,
                signal.getConstructor(String.class).newInstance(name), ask);
        } catch (InvocationTargetException e) {
            if (!(e.getCause() instanceof IllegalArgumentException)) {
                throw new IllegalStateException("signal " + name + " can't be taken", e.getCause());
            }
            // The JVM was told to leave this signal alone (-Xrs); then it ends the process as usual.
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("signal " + name + " can't be taken", e);
        }
    }

    private void ask() {
        if (asked()) {
            return;
        }
        asked.countDown();
        Thread limit = new Thread(StopRequest::endAfterGrace, "stop-limit");
        limit.setDaemon(true);
        limit.start();
    }

    private static void endAfterGrace() {
        try {
            TimeUnit.MILLISECONDS.sleep(GRACE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        System.err.println("tidewatch: It did not stop within " + GRACE.toSeconds() + " s and is ended now. What was "
            + "not finished is taken up again at the next start. The log file says what it waited for.");
        Runtime.getRuntime().halt(1);
    }

    /** Whether a signal came. */
    public boolean asked() {
        return asked.getCount() == 0;
    }

    /** @throws Stopped when a signal came */
    public void check() {
        if (asked()) {
            throw new Stopped();
        }
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
}

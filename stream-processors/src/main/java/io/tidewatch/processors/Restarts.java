package io.tidewatch.processors;

import io.tidewatch.schemas.OperatorError;
import io.tidewatch.schemas.RegistryUnavailableException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What follows when a thread of an application fails: a new thread, which begins at the last commit, so many times
 * within an hour; after that the application stops, since what fails each time will fail again. An unreachable registry
 * does not count: each failure has waited for it, and it will come back. What a person has to mend first stops it at
 * once.
 */
final class Restarts implements StreamsUncaughtExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(Restarts.class);
    private static final long WINDOW_MS = Duration.ofHours(1).toMillis();

    private final String application;
    private final int allowed;
    private final LongSupplier clock;
    private final Runnable onRestart;
    private final Function<Throwable, OperatorError> hopeless;
    private final Deque<Long> times = new ArrayDeque<>();

    /**
     * @param allowed restarts within an hour
     * @param clock epoch, milliseconds
     * @param onRestart told of each restart
     * @param hopeless what a person has to mend before another start can help; null for other failures
     */
    Restarts(String application, int allowed, LongSupplier clock, Runnable onRestart,
             Function<Throwable, OperatorError> hopeless) {
        this.application = application;
        this.allowed = allowed;
        this.clock = clock;
        this.onRestart = onRestart;
        this.hopeless = hopeless;
    }

    @Override
    public synchronized StreamThreadExceptionResponse handle(Throwable failure) {
        if (isRegistryOutage(failure)) {
            LOG.warn("{}: the schema registry is away; the records wait, nothing is lost: {}", application,
                failure.toString());
            onRestart.run();
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        }
        OperatorError told = hopeless.apply(failure);
        if (told != null) {
            LOG.error("{}: stops: {}", application, told.getMessage());
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        long now = clock.getAsLong();
        while (!times.isEmpty() && now - times.peekFirst() >= WINDOW_MS) {
            times.removeFirst();
        }
        if (times.size() >= allowed) {
            LOG.error("{}: a thread failed once more after {} restarts within an hour; the application stops. Its "
                + "state is kept: mend the cause below and start the process again.", application, allowed, failure);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        times.addLast(now);
        LOG.error("{}: a thread failed and is replaced ({} of {} within an hour)", application, times.size(), allowed,
            failure);
        onRestart.run();
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }

    private static boolean isRegistryOutage(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RegistryUnavailableException) {
                return true;
            }
        }
        return false;
    }
}

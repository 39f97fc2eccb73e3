package io.tidewatch.processors;

import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.schemas.OperatorError;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;

class RestartsTest {
    private static final long HOUR_MS = 3_600_000;

    private final AtomicLong clock = new AtomicLong(1_000_000);
    private final AtomicInteger told = new AtomicInteger();
    private final Restarts restarts = restarts(2);

    private Restarts restarts(int allowed) {
        return new Restarts("storms", allowed, clock::get, told::incrementAndGet,
            failure -> failure instanceof AuthorizationException
                ? OperatorError.failed("Kafka does not allow it", "It says so", "Allow it", failure) : null);
    }

    @Test
    void soManyWithinAnHourThenNoMore() {
        assertThat(restarts.handle(new IllegalStateException("1"))).isEqualTo(REPLACE_THREAD);
        assertThat(restarts.handle(new IllegalStateException("2"))).isEqualTo(REPLACE_THREAD);
        assertThat(restarts.handle(new IllegalStateException("3"))).isEqualTo(SHUTDOWN_CLIENT);
        assertThat(told).hasValue(2);
    }

    @Test
    void anHourLaterAnotherOne() {
        restarts.handle(new IllegalStateException("1"));
        clock.addAndGet(1);
        restarts.handle(new IllegalStateException("2"));
        clock.addAndGet(HOUR_MS - 2);
        assertThat(restarts.handle(new IllegalStateException("too early"))).isEqualTo(SHUTDOWN_CLIENT);
        clock.addAndGet(1);
        assertThat(restarts.handle(new IllegalStateException("3"))).isEqualTo(REPLACE_THREAD);
        assertThat(restarts.handle(new IllegalStateException("4"))).isEqualTo(SHUTDOWN_CLIENT);
    }

    @Test
    void aRegistryThatIsAwayDoesNotCount() {
        for (int i = 0; i < 100; i++) {
            assertThat(restarts.handle(new StreamsException("task", RegistryOutage.exception())))
                .isEqualTo(REPLACE_THREAD);
        }
        assertThat(restarts.handle(new IllegalStateException("1"))).isEqualTo(REPLACE_THREAD);
        assertThat(told).hasValue(101);
    }

    @Test
    void noneAllowed() {
        assertThat(restarts(0).handle(new Error("first")))
            .isEqualTo(SHUTDOWN_CLIENT);
        assertThat(told).hasValue(0);
    }

    @Test
    void whatAPersonHasToMendIsNotTriedAgain() {
        assertThat(restarts.handle(new AuthorizationException("no"))).isEqualTo(SHUTDOWN_CLIENT);
        assertThat(told).hasValue(0);
    }
}

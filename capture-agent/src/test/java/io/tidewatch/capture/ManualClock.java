package io.tidewatch.capture;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** Time that passes when somebody pauses, and a little at each look. */
final class ManualClock implements AgentClock {
    static final Instant BEGAN = Instant.parse("2026-06-01T00:00:00Z");

    private final AtomicLong nanos = new AtomicLong();
    private final long perLook;

    ManualClock(long perLook) {
        this.perLook = perLook;
    }

    @Override
    public long nanos() {
        return nanos.addAndGet(perLook);
    }

    long passed() {
        return nanos.get();
    }

    @Override
    public Instant now() {
        return BEGAN.plusNanos(nanos.get());
    }

    @Override
    public void pause(long duration) {
        nanos.addAndGet(duration);
    }
}

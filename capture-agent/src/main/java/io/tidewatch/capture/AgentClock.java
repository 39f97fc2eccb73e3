package io.tidewatch.capture;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** The time that the agent goes by; tests bring their own. */
interface AgentClock {
    /** The machine's clocks. */
    AgentClock SYSTEM = new AgentClock() {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public Instant now() {
            return Instant.now();
        }

        @Override
        public void pause(long nanos) throws InterruptedException {
            TimeUnit.NANOSECONDS.sleep(nanos);
        }
    };

    /** Monotonic, for measuring; no relation to the calendar. */
    long nanos();

    /** Wall clock. */
    Instant now();

    /** Returns about so much later. */
    void pause(long nanos) throws InterruptedException;
}

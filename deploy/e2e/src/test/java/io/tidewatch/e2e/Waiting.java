package io.tidewatch.e2e;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for what takes its time, never without a limit. */
final class Waiting {
    private Waiting() {
    }

    /** Waits until this holds; false when it has not within the limit. */
    static boolean until(Duration limit, BooleanSupplier condition) {
        return until(limit, Standalone.LOOK, condition);
    }

    /** The same where looking costs something: with so much time in between. */
    static boolean until(Duration limit, Duration between, BooleanSupplier condition) {
        long giveUpAt = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - giveUpAt > 0) {
                return false;
            }
            Standalone.pause(between);
        }
        return true;
    }
}

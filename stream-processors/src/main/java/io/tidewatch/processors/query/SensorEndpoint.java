package io.tidewatch.processors.query;

import io.tidewatch.schemas.SensorStatus;
import io.tidewatch.schemas.Topics;
import java.time.Instant;
import java.util.Comparator;
import java.util.function.Supplier;

/** The newest status of each capture interface, with its counters and, for a recording, how far it is. */
final class SensorEndpoint {
    private final SensorAnswers answers;
    private final Supplier<Instant> clock;

    SensorEndpoint(SensorAnswers answers, Supplier<Instant> clock) {
        this.answers = answers;
        this.clock = clock;
    }

    Object sensors(Parameters parameters, Scope unused) {
        Slice slice = parameters.slice();
        return Page.nowhere(clock.get(), slice.of(answers.sensors(), SensorEndpoint::key, Comparator.naturalOrder()),
            slice, SensorEndpoint::key);
    }

    private static String key(SensorStatus status) {
        return Topics.sensorKey(status.getSensor(), status.getInterface$());
    }
}

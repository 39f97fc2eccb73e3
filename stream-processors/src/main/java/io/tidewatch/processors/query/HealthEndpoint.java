package io.tidewatch.processors.query;

import io.javalin.http.Context;
import java.util.List;
import java.util.function.Predicate;

/** Whether the process should be restarted (liveness) and whether it should be asked (readiness). */
final class HealthEndpoint {
    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;

    private final Health health;

    HealthEndpoint(Health health) {
        this.health = health;
    }

    /** What both tell: the verdict and every part. */
    record Verdict(boolean ok, List<Health.Part> parts) {
    }

    Object live(Context request) {
        return verdict(request, Health.Part::alive);
    }

    Object ready(Context request) {
        return verdict(request, Health.Part::ready);
    }

    private Verdict verdict(Context request, Predicate<Health.Part> good) {
        List<Health.Part> parts = health.parts();
        boolean ok = parts.stream().allMatch(good);
        request.status(ok ? OK : UNAVAILABLE);
        return new Verdict(ok, parts);
    }
}

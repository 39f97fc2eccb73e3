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

    /**
     * What both tell.
     *
     * @param ok the verdict
     * @param parts every part
     */
    record Verdict(@About("Whether all is well.") boolean ok,
                   @About("How each part is, in the order of the data flow.") List<Health.Part> parts) {
    }

    void live(Context request, Route route) {
        verdict(request, route, Health.Part::alive);
    }

    void ready(Context request, Route route) {
        verdict(request, route, Health.Part::ready);
    }

    private void verdict(Context request, Route route, Predicate<Health.Part> good) {
        List<Health.Part> parts = health.parts();
        boolean ok = parts.stream().allMatch(good);
        request.status(ok ? OK : UNAVAILABLE);
        Rendering.tell(request, route, Json.object(new Verdict(ok, parts)));
    }
}

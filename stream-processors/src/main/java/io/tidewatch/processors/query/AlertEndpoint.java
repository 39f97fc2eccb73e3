package io.tidewatch.processors.query;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidewatch.schemas.Alert;
import io.tidewatch.schemas.AlertStatus;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** Alerts: the newest step of each, newest alert first, and the steps of one. */
final class AlertEndpoint {
    private final Function<Scope, AlertAnswers> state;
    private final Supplier<Instant> clock;

    AlertEndpoint(Function<Scope, AlertAnswers> state, Supplier<Instant> clock) {
        this.state = state;
        this.clock = clock;
    }

    Object alerts(Parameters parameters, Scope scope) {
        AlertStatus status = parameters.word(Param.STATUS, AlertStatus.class);
        String segment = parameters.text(Param.SEGMENT);
        Span span = Span.of(parameters, Instant.MAX);
        Slice slice = parameters.slice();
        List<Alert> alerts = state.apply(scope).alerts().stream()
            .filter(alert -> status == null || alert.getStatus() == status)
            .filter(alert -> segment == null || alert.getScope().getSegments().contains(segment))
            .filter(alert -> span.touches(alert.getFirstSeen(), alert.getClosedAt())).toList();
        return Page.nowhere(clock.get(), slice.of(alerts, AlertEndpoint::key, Comparator.reverseOrder()), slice,
            AlertEndpoint::key);
    }

    Object alert(Parameters parameters, Scope scope) {
        String id = parameters.path("id");
        List<Alert> steps = state.apply(scope).steps(id);
        if (steps.isEmpty()) {
            throw Problem.notFound("There is no alert " + Parameters.printable(id) + "; /api/v1/alerts lists them.");
        }
        ObjectNode answer = Json.object(steps.get(steps.size() - 1));
        answer.set("steps", Json.tree(steps));
        answer.put("as_of", Json.time(clock.get()));
        return answer;
    }

    private static String key(Alert alert) {
        return Slice.sortable(alert.getOpenedAt()) + '|' + alert.getAlertId();
    }
}

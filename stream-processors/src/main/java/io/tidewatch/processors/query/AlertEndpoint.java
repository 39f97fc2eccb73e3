package io.tidewatch.processors.query;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import io.tidewatch.schemas.Alert;
import io.tidewatch.schemas.AlertStatus;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;

/** Alerts: the newest step of each, newest alert first, and the steps of one. */
final class AlertEndpoint {
    private static final String STATUS = "status";
    private static final String SEGMENT = "segment";

    private final AlertAnswers answers;
    private final Supplier<Instant> clock;

    AlertEndpoint(AlertAnswers answers, Supplier<Instant> clock) {
        this.answers = answers;
        this.clock = clock;
    }

    Object alerts(Context request) {
        Parameters parameters = Parameters.of(request, STATUS, SEGMENT, Parameters.LIMIT, Parameters.CURSOR);
        AlertStatus status = parameters.word(STATUS, AlertStatus.class);
        String segment = parameters.text(SEGMENT);
        Slice slice = parameters.slice();
        List<Alert> alerts = answers.alerts().stream()
            .filter(alert -> status == null || alert.getStatus() == status)
            .filter(alert -> segment == null || alert.getScope().getSegments().contains(segment)).toList();
        return Page.across(clock.get(), slice.of(alerts, AlertEndpoint::key, Comparator.reverseOrder()), slice,
            AlertEndpoint::key);
    }

    Object alert(Context request) {
        Parameters.of(request);
        String id = request.pathParam("id");
        List<Alert> steps = answers.steps(id);
        if (steps.isEmpty()) {
            throw Problem.notFound("There is no alert " + Parameters.printable(id) + "; /api/v1/alerts lists them.");
        }
        ObjectNode answer = Json.object(steps.get(steps.size() - 1));
        answer.set("steps", Json.tree(steps));
        return answer;
    }

    private static String key(Alert alert) {
        return Slice.sortable(alert.getOpenedAt()) + '|' + alert.getAlertId();
    }
}

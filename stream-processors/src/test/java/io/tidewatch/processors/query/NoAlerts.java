package io.tidewatch.processors.query;

import io.tidewatch.schemas.Alert;
import java.util.List;

/** Another application, which holds its partitions as well but has no alert. */
record NoAlerts(PartedState state) implements AlertAnswers {
    @Override
    public List<Alert> alerts() {
        return state.alerts().subList(0, 0);
    }

    @Override
    public List<Alert> steps(String alertId) {
        return state.steps(alertId).subList(0, 0);
    }
}

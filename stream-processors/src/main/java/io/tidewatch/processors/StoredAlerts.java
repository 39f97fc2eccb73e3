package io.tidewatch.processors;

import io.tidewatch.processors.query.AlertAnswers;
import io.tidewatch.processors.query.StoreLocator;
import io.tidewatch.processors.topology.AlertReader;
import io.tidewatch.processors.topology.AlertStores;
import io.tidewatch.schemas.Alert;
import java.util.List;
import java.util.function.Function;

/** Answers about alerts from the stores of the applications that raise them. No two share an alert. */
final class StoredAlerts implements AlertAnswers {
    private final List<StoreLocator> applications;

    StoredAlerts(List<StoreLocator> applications) {
        this.applications = List.copyOf(applications);
    }

    @Override
    public List<Alert> alerts() {
        return ask(AlertReader::alerts);
    }

    @Override
    public List<Alert> steps(String alertId) {
        return ask(reader -> reader.steps(alertId));
    }

    private List<Alert> ask(Function<AlertReader, List<Alert>> question) {
        return applications.stream().flatMap(application -> application.ask(stores -> question.apply(
            new AlertReader(stores.keyValues(AlertStores.ALERTS), stores.keyValues(AlertStores.STEPS)))).stream())
            .toList();
    }
}

package io.tidewatch.processors;

import io.tidewatch.processors.query.AlertAnswers;
import io.tidewatch.processors.query.StoreLocator;
import io.tidewatch.processors.topology.AlertReader;
import io.tidewatch.processors.topology.AlertStores;
import io.tidewatch.schemas.Alert;
import java.util.List;
import java.util.function.Function;

/** Answers about alerts from the stores of the storms application. */
final class StoredAlerts implements AlertAnswers {
    private final StoreLocator locator;

    StoredAlerts(StoreLocator locator) {
        this.locator = locator;
    }

    @Override
    public List<Alert> alerts() {
        return ask(AlertReader::alerts);
    }

    @Override
    public List<Alert> steps(String alertId) {
        return ask(reader -> reader.steps(alertId));
    }

    private <T> T ask(Function<AlertReader, T> question) {
        return locator.ask(stores -> question.apply(
            new AlertReader(stores.keyValues(AlertStores.ALERTS), stores.keyValues(AlertStores.STEPS))));
    }
}

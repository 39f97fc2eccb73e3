package io.tidewatch.processors;

import io.tidewatch.processors.query.AlertAnswers;
import io.tidewatch.processors.query.Scope;
import io.tidewatch.processors.query.StoreLocator;
import io.tidewatch.processors.topology.AlertReader;
import io.tidewatch.processors.topology.AlertStores;
import io.tidewatch.schemas.Alert;
import java.util.List;
import java.util.function.Function;

/** Answers about alerts from the stores of one of the applications that raise them. */
final class StoredAlerts implements AlertAnswers {
    private final StoreLocator locator;
    private final Scope scope;

    StoredAlerts(StoreLocator locator, Scope scope) {
        this.locator = locator;
        this.scope = scope;
    }

    @Override
    public List<Alert> alerts() {
        return all(AlertReader::alerts);
    }

    @Override
    public List<Alert> steps(String alertId) {
        return all(reader -> reader.steps(alertId));
    }

    private List<Alert> all(Function<AlertReader, List<Alert>> question) {
        return scope.partitions().stream().flatMap(partition -> locator.ask(scope, partition, stores -> question.apply(
            new AlertReader(stores.keyValues(AlertStores.ALERTS), stores.keyValues(AlertStores.STEPS)))).stream())
            .toList();
    }
}

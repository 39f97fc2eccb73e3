package io.tidewatch.processors;

import io.tidewatch.processors.query.AlertAnswers;
import io.tidewatch.processors.query.JointPlacement;
import io.tidewatch.processors.query.Scope;
import io.tidewatch.processors.query.StoreLocator;
import io.tidewatch.processors.topology.AlertReader;
import io.tidewatch.processors.topology.AlertStores;
import io.tidewatch.schemas.Alert;
import java.util.List;
import java.util.function.Function;

/**
 * Answers about alerts from the stores of the two applications that raise them, placed as {@link JointPlacement} says.
 * No two share an alert.
 */
final class StoredAlerts implements AlertAnswers {
    private final StoreLocator storms;
    private final StoreLocator membership;
    private final Scope scope;

    StoredAlerts(StoreLocator storms, StoreLocator membership, Scope scope) {
        this.storms = storms;
        this.membership = membership;
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
        int behind = storms.partitions();
        return scope.partitions().stream().flatMap(partition -> (partition < behind
            ? of(storms, partition, question) : of(membership, partition - behind, question)).stream()).toList();
    }

    private List<Alert> of(StoreLocator locator, int partition, Function<AlertReader, List<Alert>> question) {
        return locator.ask(scope, partition, stores -> question.apply(
            new AlertReader(stores.keyValues(AlertStores.ALERTS), stores.keyValues(AlertStores.STEPS))));
    }
}

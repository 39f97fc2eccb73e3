package io.tidewatch.processors.topology;

import io.tidewatch.schemas.Alert;
import java.util.List;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.StoreBuilder;

/** The stores of alerts, for questions. A name here is the name of a changelog topic: another name is another state. */
public final class AlertStores {
    /** alert id -> newest step. */
    public static final String ALERTS = "alerts";
    /** alert id|sequence -> step: the first and the newest ones. */
    public static final String STEPS = "alert-steps";

    private AlertStores() {
    }

    /** To add to the topology. */
    static List<StoreBuilder<?>> builders() {
        return List.of(MembershipStores.store(ALERTS, Serdes.String(), new StateSerde<>(Alert.class)),
            MembershipStores.store(STEPS, Serdes.String(), new StateSerde<>(Alert.class)));
    }

    /** The key of a step: steps of an alert are in order. */
    static String step(String alertId, int sequence) {
        return String.format("%s|%010d", alertId, sequence);
    }
}

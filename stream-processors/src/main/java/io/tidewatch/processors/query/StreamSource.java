package io.tidewatch.processors.query;

import io.tidewatch.schemas.Alert;
import io.tidewatch.schemas.MembershipChange;
import io.tidewatch.schemas.Topic;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Where the stream of changes comes from.
 *
 * @param changes topic of the changes
 * @param changeValues reads its values
 * @param alerts topic of the steps of alerts
 * @param alertValues reads its values
 * @param consumers makes a consumer of committed records without a group, that refuses offsets which do not exist
 * @param ended is told why a client's stream ended
 */
public record StreamSource(Topic<MembershipChange> changes, Deserializer<MembershipChange> changeValues,
                           Topic<Alert> alerts, Deserializer<Alert> alertValues,
                           Supplier<Consumer<String, byte[]>> consumers,
                           java.util.function.Consumer<StreamEnd> ended) {
}

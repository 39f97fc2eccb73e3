package io.tidewatch.processors.topology;

import io.tidewatch.processors.siem.AlertFormat;
import io.tidewatch.schemas.Alert;
import io.tidewatch.schemas.AvroSerde;
import io.tidewatch.schemas.RegistryAccess;
import io.tidewatch.schemas.Topic;
import io.tidewatch.schemas.Topics;
import java.util.Locale;
import java.util.Set;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;

/** Where the steps of alerts go, keyed by alert id: the events, and the documents for security products. */
final class AlertOutput {
    private AlertOutput() {
    }

    static void to(KStream<String, Alert> alerts, Topics topics, RegistryAccess registry,
                   Set<AlertFormat> documents) {
        alerts.to(topics.alertEvents().name(), Produced.with(Serdes.String(),
            new AvroSerde<>(topics.alertEvents(), registry)).withName("alert-events"));
        for (AlertFormat document : documents) {
            alerts.mapValues(document::encode, Named.as(document.name().toLowerCase(Locale.ROOT)))
                .to(topic(document, topics).name(), Produced.with(Serdes.String(), Serdes.ByteArray())
                    .withName(sink(document)));
        }
    }

    /** Name of the node that writes a document's topic. */
    static String sink(AlertFormat document) {
        return "alerts-" + document.name().toLowerCase(Locale.ROOT) + "-json";
    }

    static Topic<?> topic(AlertFormat document, Topics topics) {
        return switch (document) {
            case ECS -> topics.alertsEcsJson();
            case OCSF -> topics.alertsOcsfJson();
            case CEF, LEEF, RFC5424 -> throw new IllegalArgumentException(document + " is no document");
        };
    }
}

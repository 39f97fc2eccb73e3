package io.tidewatch.processors.siem;

import io.tidewatch.schemas.Alert;
import io.tidewatch.schemas.AttackReference;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * One step of an alert as a document of the Elastic Common Schema. What ECS has no field for stands under
 * {@code tidewatch}. The document of the same step is the same to the byte, and {@code event.id} is its identity: a
 * receiver that takes it as the document id drops what it gets twice.
 *
 * <p>{@code @timestamp} is the event time of the step, not the time of its making, which would differ in each replay.
 */
public final class EcsAlert {
    /** The version whose field names and types are used. */
    static final String ECS_VERSION = "9.4.0";
    static final String DATASET = "tidewatch.alerts";

    private static final String ATTACK = "MITRE ATT&CK";

    private EcsAlert() {
    }

    /** The document in UTF-8, without a newline. */
    public static byte[] json(Alert alert) {
        return JsonFields.document(fields -> write(fields, alert));
    }

    private static void write(JsonFields fields, Alert alert) throws IOException {
        fields.time("@timestamp", AlertWords.at(alert))
            // Products group by the message, some take it as the name of the rule: it names the cause, no address.
            .text("message", alert.getMessage())
            .object("ecs", ecs -> ecs.text("version", ECS_VERSION))
            .object("data_stream", stream -> stream.text("type", "logs").text("dataset", DATASET)
                .text("namespace", "default"))
            .object("event", event -> EcsEvent.write(event, alert))
            .object("labels", labels -> labels(labels, alert))
            .object("rule", rule -> rule.text("id", alert.getRule().getId()).text("name", alert.getRule().getName())
                .text("version", alert.getRule().getVersion()).text("category", alert.getCause())
                .text("ruleset", AlertWords.PRODUCT).text("reference", alert.getRule().getUrl()));
        EcsNetwork.write(fields, alert);
        fields.object("observer", observer -> observer.text("type", "sensor").text("vendor", AlertWords.VENDOR)
            .text("product", AlertWords.PRODUCT).text("name", Parties.only(alert.getScope().getSensors())));
        threat(fields, alert.getAttack());
        fields.object("tidewatch", own -> EcsDetail.write(own, alert));
    }

    /** Labels are keywords: what people filter and group by. */
    private static void labels(JsonFields labels, Alert alert) throws IOException {
        labels.text("alert_id", alert.getAlertId()).text("dedupe_key", alert.getDedupeKey())
            .word("alert_status", alert.getStatus()).text("cause", alert.getCause())
            .text("previous_alert_id", alert.getPreviousAlertId());
    }

    private static void threat(JsonFields fields, List<AttackReference> attack) throws IOException {
        List<String> tactics = present(attack, AttackReference::getTacticId);
        List<String> techniques = present(attack, AttackReference::getTechniqueId);
        if (tactics.isEmpty() && techniques.isEmpty()) {
            return;
        }
        fields.object("threat", threat -> {
            threat.text("framework", ATTACK);
            if (!tactics.isEmpty()) {
                threat.object("tactic", tactic -> tactic.texts("id", tactics)
                    .texts("name", present(attack, AttackReference::getTactic)));
            }
            if (!techniques.isEmpty()) {
                threat.object("technique", technique -> technique(technique, techniques, attack));
            }
        });
    }

    private static void technique(JsonFields technique, List<String> ids, List<AttackReference> attack)
            throws IOException {
        technique.texts("id", ids).texts("name", present(attack, AttackReference::getTechnique));
        List<String> parts = present(attack, AttackReference::getSubtechniqueId);
        if (!parts.isEmpty()) {
            technique.object("subtechnique", part -> part.texts("id", parts)
                .texts("name", present(attack, AttackReference::getSubtechnique)));
        }
    }

    private static List<String> present(List<AttackReference> attack, Function<AttackReference, String> field) {
        return attack.stream().map(field).filter(Objects::nonNull).distinct().toList();
    }
}

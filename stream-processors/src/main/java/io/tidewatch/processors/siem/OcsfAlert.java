package io.tidewatch.processors.siem;

import io.tidewatch.schemas.Alert;
import io.tidewatch.schemas.AttackReference;
import java.io.IOException;
import java.util.List;

/**
 * One step of an alert as a Detection Finding (class 2004) of the Open Cybersecurity Schema Framework. What the class
 * has no attribute for stands under {@code unmapped}. All steps of one alert are one finding: {@code finding_info.uid}
 * is the alert, {@code metadata.uid} the step, {@code activity_id} says whether it was created, updated or closed.
 */
public final class OcsfAlert {
    /** The version whose classes and enumerations are used. */
    static final String OCSF_VERSION = "1.8.0";

    private static final int CLASS = 2004;
    private static final int CATEGORY = 2;
    private static final int STATISTICAL = 3;
    private static final int IP_ADDRESS = 2;

    private OcsfAlert() {
    }

    /** The finding in UTF-8, without a newline. */
    public static byte[] json(Alert alert) {
        return JsonFields.document(fields -> write(fields, alert));
    }

    private static void write(JsonFields fields, Alert alert) throws IOException {
        int activity = activity(alert);
        fields.number("class_uid", CLASS).number("category_uid", CATEGORY).number("activity_id", activity)
            .number("type_uid", CLASS * 100 + activity).number("time", alert.getOpenedAt().toEpochMilli())
            .text("message", alert.getMessage());
        // Only what wants attention: products page for each of these.
        if (AlertWords.wantsAttention(alert)) {
            fields.flag("is_alert", true);
        }
        state(fields, alert);
        fields.number("count", alert.getWindowCount()).number("start_time", alert.getWindowStart().toEpochMilli())
            .number("end_time", alert.getWindowEnd().toEpochMilli())
            .number("confidence_id", confidence(alert.getCauseConfidence()))
            .number("confidence_score", alert.getCauseConfidence())
            .object("metadata", metadata -> metadata(metadata, alert))
            .object("finding_info", finding -> finding(finding, alert));
        OcsfEvidence.write(fields, alert);
        fields.objects("observables", List.copyOf(Parties.addresses(alert)), (observable, address) -> observable
            .text("name", "related.ip").number("type_id", IP_ADDRESS).text("value", address));
        fields.object("unmapped", rest -> EcsDetail.write(rest, alert));
    }

    private static int activity(Alert alert) {
        return switch (alert.getAction()) {
            case OPEN -> 1;
            case UPDATE, ESCALATE -> 2;
            case CLOSE -> 3;
        };
    }

    private static void state(JsonFields fields, Alert alert) throws IOException {
        int severity = switch (alert.getSeverity()) {
            case INFO -> 1;
            case LOW -> 2;
            case MEDIUM -> 3;
            case HIGH -> 4;
            case CRITICAL -> 5;
        };
        String name = switch (alert.getSeverity()) {
            case INFO -> "Informational";
            case LOW -> "Low";
            case MEDIUM -> "Medium";
            case HIGH -> "High";
            case CRITICAL -> "Critical";
        };
        fields.number("severity_id", severity).text("severity", name).number("status_id", status(alert))
            .text("status_detail", AlertWords.lower(alert.getCloseReason()));
    }

    /** The triage of the finding: new, suppressed, resolved. A sensor that is lost is no solution: it stays new. */
    private static int status(Alert alert) {
        if (alert.getCloseReason() == null) {
            return 1;
        }
        return switch (alert.getCloseReason()) {
            case QUIET, MAX_DURATION, CONFIG, MANUAL -> 4;
            case SUPPRESSED -> 3;
            case SENSOR_LOST -> 1;
        };
    }

    /** Low, medium, high; below 50 the cause is not told at all. */
    private static int confidence(int score) {
        return score >= 80 ? 3 : score >= 50 ? 2 : 1;
    }

    private static void metadata(JsonFields metadata, Alert alert) throws IOException {
        product(metadata).text("uid", alert.getEventId()).text("correlation_uid", alert.getAlertId())
            .number("sequence", alert.getSequence()).text("event_code", AlertWords.eventClass(alert));
    }

    /** What every document tells of its schema and its maker. */
    static JsonFields product(JsonFields metadata) throws IOException {
        return metadata.text("version", OCSF_VERSION)
            .object("product", product -> product.text("name", AlertWords.PRODUCT)
                .text("vendor_name", AlertWords.VENDOR).text("version", AlertWords.VERSION));
    }

    private static void finding(JsonFields finding, Alert alert) throws IOException {
        finding.text("uid", alert.getAlertId()).text("uid_alt", alert.getDedupeKey())
            .text("title", alert.getMessage()).text("desc", String.join("; ", alert.getCauseEvidence()))
            .texts("types", List.of(alert.getCause()))
            .object("analytic", analytic -> analytic.text("uid", alert.getRule().getId())
                .text("name", alert.getRule().getName()).text("version", alert.getRule().getVersion())
                .number("type_id", STATISTICAL))
            .number("created_time", alert.getOpenedAt().toEpochMilli())
            .number("modified_time", AlertWords.at(alert).toEpochMilli())
            .number("first_seen_time", alert.getFirstSeen().toEpochMilli())
            .number("last_seen_time", alert.getLastSeen().toEpochMilli())
            .number("related_events_count", alert.getTotalCount()).text("src_url", alert.getUrl())
            .objects("attacks", alert.getAttack(), OcsfAlert::attack);
    }

    private static void attack(JsonFields fields, AttackReference attack) throws IOException {
        named(fields, "tactic", attack.getTacticId(), attack.getTactic());
        named(fields, "technique", attack.getTechniqueId(), attack.getTechnique());
        named(fields, "sub_technique", attack.getSubtechniqueId(), attack.getSubtechnique());
    }

    private static void named(JsonFields fields, String field, String id, String name) throws IOException {
        if (id != null) {
            fields.object(field, named -> named.text("uid", id).text("name", name));
        }
    }
}

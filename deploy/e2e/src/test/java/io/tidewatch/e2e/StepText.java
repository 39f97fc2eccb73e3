package io.tidewatch.e2e;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;

/** What a syslog message has to say of a step, as text. */
final class StepText {
    private StepText() {
    }

    static String text(GenericRecord record, String field) {
        return record.get(field) == null ? null : record.get(field).toString();
    }

    /** Event time of the step, milliseconds. */
    static long at(GenericRecord step) {
        return (Long) step.get(switch (text(step, "action")) {
            case "OPEN" -> "opened_at";
            case "CLOSE" -> "closed_at";
            default -> "window_end";
        });
    }

    /** The parameters of {@code alert@32473}. */
    static Map<String, String> alert(GenericRecord step) {
        GenericRecord rule = (GenericRecord) step.get("rule");
        Map<String, String> fields = new HashMap<>();
        fields.put("id", text(step, "alert_id"));
        fields.put("seq", text(step, "sequence"));
        fields.put("state", lower(step, "status"));
        fields.put("close_reason", lower(step, "close_reason"));
        fields.put("rule", text(rule, "id"));
        fields.put("rule_version", text(rule, "version"));
        fields.put("confidence", text(step, "cause_confidence"));
        List.of("event_id", "cause", "dedupe_key", "url").forEach(name -> fields.put(name, text(step, name)));
        List.of("action", "severity").forEach(name -> fields.put(name, lower(step, name)));
        fields.values().removeIf(value -> value == null || value.isEmpty());
        return fields;
    }

    /** The parameters of {@code storm@32473}. */
    static Map<String, String> storm(GenericRecord step) {
        GenericRecord scope = (GenericRecord) step.get("scope");
        Map<String, String> fields = new HashMap<>();
        fields.put("proto", text(step, "family").equals("IPV4") ? "ICMP" : "ICMPv6");
        fields.put("type", text(step, "icmp_type"));
        fields.put("code", text(step, "icmp_code"));
        fields.put("scope", lower(scope, "kind") + ":" + text(scope, "value"));
        fields.put("segments", Demo.SEGMENT);
        fields.put("count", text(step, "window_count"));
        fields.put("reporters", text(step, "reporters_total"));
        fields.put("receivers", text(step, "receivers_total"));
        fields.put("top_reporter", first(step, "top_reporters"));
        fields.put("top_destination", first(step, "top_quoted_destinations"));
        List.of("rate_pps", "baseline_pps", "ratio").forEach(name -> fields.put(name, real(step, name)));
        List.of("window_start", "window_end").forEach(name -> fields.put(name,
            Plain.isoTime((Long) step.get(name))));
        fields.values().removeIf(value -> value == null || value.isEmpty());
        return fields;
    }

    /** Pairs behind the header of CEF. */
    static Map<String, String> cef(GenericRecord step) {
        return Map.of("externalId", text(step, "alert_id"), "flexString2", text(step, "event_id"), "act",
            lower(step, "action"), "rt", Long.toString(at(step)), "cs1", text(step, "cause"), "cs6",
            text(step, "dedupe_key"), "cnt", text(step, "window_count"), "cn3", text(step, "sequence"), "cfp1",
            real(step, "rate_pps"), "dvchost", Demo.SENSOR);
    }

    /** Attributes of LEEF. */
    static Map<String, String> leef(GenericRecord step) {
        return Map.of("alertId", text(step, "alert_id"), "eventId", text(step, "event_id"), "cat",
            lower(step, "action"), "devTime", Long.toString(at(step)), "cause", text(step, "cause"), "dedupeKey",
            text(step, "dedupe_key"), "alertSequence", text(step, "sequence"), "msg", text(step, "message"));
    }

    /** Facility local0 and the severity. */
    static int priority(GenericRecord step) {
        return 16 * 8 + 2 + List.of("CRITICAL", "HIGH", "MEDIUM", "LOW", "INFO").indexOf(text(step, "severity"));
    }

    private static String real(GenericRecord step, String field) {
        return String.format(Locale.ROOT, "%.2f", (Double) step.get(field));
    }

    private static String lower(GenericRecord record, String field) {
        return record.get(field) == null ? null : text(record, field).toLowerCase(Locale.ROOT);
    }

    private static String first(GenericRecord step, String field) {
        List<?> ranked = (List<?>) step.get(field);
        return ranked.isEmpty() ? null : text((GenericRecord) ranked.get(0), "value");
    }
}

package io.tidewatch.processors.siem;

import io.tidewatch.schemas.Alert;
import io.tidewatch.schemas.Severity;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** The {@code event} fields: what kind of step it is, and how bad. */
final class EcsEvent {
    static final String STORM_RULE = "icmp.storm";

    private EcsEvent() {
    }

    static void write(JsonFields event, Alert alert) throws IOException {
        event.text("kind", AlertWords.wantsAttention(alert) ? "alert" : "event")
            .texts("category", List.of("network", "intrusion_detection")).texts("type", List.of("info"))
            .text("module", AlertWords.PRODUCT).text("dataset", EcsAlert.DATASET).text("provider", AlertWords.PRODUCT)
            .text("id", alert.getEventId()).number("sequence", alert.getSequence())
            .text("action", subject(alert.getRule().getId()) + '-' + AlertWords.lower(alert.getAction()))
            .text("code", AlertWords.eventClass(alert)).word("reason", alert.getCloseReason())
            .number("severity", severity(alert.getSeverity()))
            .real("risk_score_norm", (double) severity(alert.getSeverity()))
            .time("created", AlertWords.at(alert)).time("start", alert.getWindowStart())
            .time("end", alert.getWindowEnd())
            .number("duration", Duration.between(alert.getWindowStart(), alert.getWindowEnd()).toNanos())
            .text("url", alert.getUrl()).text("reference", alert.getRunbook());
    }

    private static String subject(String rule) {
        return rule.equals(STORM_RULE) ? "icmp-error-storm" : rule.replace('.', '-');
    }

    /** The scale that Elastic's own rules use: low 21, medium 47, high 73, critical 99. */
    private static long severity(Severity severity) {
        return switch (severity) {
            case INFO -> 0;
            case LOW -> 21;
            case MEDIUM -> 47;
            case HIGH -> 73;
            case CRITICAL -> 99;
        };
    }
}

package io.tidewatch.processors.siem;

import io.tidewatch.schemas.Alert;
import io.tidewatch.schemas.AlertScope;
import io.tidewatch.schemas.AttackReference;
import io.tidewatch.schemas.CaptureQuality;
import io.tidewatch.schemas.CauseScore;
import io.tidewatch.schemas.RankedValue;
import java.io.IOException;
import java.util.List;
import java.util.Objects;

/** The {@code tidewatch} fields: all of the record that ECS has no place for, under the names of the contract. */
final class EcsDetail {
    private EcsDetail() {
    }

    static void write(JsonFields own, Alert alert) throws IOException {
        own.object("alert", detail -> {
            state(detail, alert);
            cause(detail, alert);
            detail.object("scope", scope -> scope(scope, alert.getScope()));
            rates(detail, alert);
            parties(detail, alert);
            detail.object("capture_quality", quality -> quality(quality, alert.getCaptureQuality()))
                .texts("capec", capec(alert)).text("sample_packet", alert.getSamplePacket());
        });
        if (alert.getIcmpType() != null) {
            own.object("icmp", icmp -> icmp.number("type", alert.getIcmpType()).number("code", alert.getIcmpCode())
                .text("type_name", alert.getTypeName()).real("type_share", alert.getTypeShare()));
        }
    }

    private static void state(JsonFields detail, Alert alert) throws IOException {
        detail.word("action", alert.getAction()).word("status", alert.getStatus())
            .word("severity", alert.getSeverity()).word("severity_max", alert.getSeverityMax())
            .time("first_seen", alert.getFirstSeen()).time("last_seen", alert.getLastSeen())
            .time("opened_at", alert.getOpenedAt()).time("closed_at", alert.getClosedAt());
    }

    private static void cause(JsonFields detail, Alert alert) throws IOException {
        detail.text("cause", alert.getCause()).number("cause_confidence", alert.getCauseConfidence())
            .text("cause_runner_up", alert.getCauseRunnerUp())
            .objects("cause_scores", alert.getCauseScores(), EcsDetail::score)
            .texts("cause_evidence", alert.getCauseEvidence());
    }

    private static void score(JsonFields fields, CauseScore score) throws IOException {
        fields.text("cause", score.getCause()).number("score", score.getScore());
    }

    private static void scope(JsonFields fields, AlertScope scope) throws IOException {
        fields.word("kind", scope.getKind()).text("value", scope.getValue()).texts("segments", scope.getSegments())
            .texts("sensors", scope.getSensors()).text("site", scope.getSite()).texts("absorbed", scope.getAbsorbed());
    }

    private static void rates(JsonFields detail, Alert alert) throws IOException {
        detail.number("window_count", alert.getWindowCount()).number("total_count", alert.getTotalCount())
            .real("rate_pps", alert.getRatePps()).real("peak_rate_pps", alert.getPeakRatePps())
            .real("baseline_pps", alert.getBaselinePps()).real("baseline_stddev", alert.getBaselineStddev())
            .word("baseline_state", alert.getBaselineState()).real("threshold_pps", alert.getThresholdPps())
            .real("ratio", alert.getRatio());
    }

    private static void parties(JsonFields detail, Alert alert) throws IOException {
        detail.number("reporters_total", alert.getReportersTotal())
            .number("receivers_total", alert.getReceiversTotal())
            .number("quoted_sources_total", alert.getQuotedSourcesTotal())
            .number("quoted_destinations_total", alert.getQuotedDestinationsTotal())
            .number("quoted_flows_total", alert.getQuotedFlowsTotal()).flag("approximate", alert.getApproximate())
            .flag("multiple_reporters", alert.getMultipleReporters())
            .flag("multiple_receivers", alert.getMultipleReceivers());
        ranked(detail, "top_reporters", alert.getTopReporters());
        ranked(detail, "top_receivers", alert.getTopReceivers());
        ranked(detail, "top_quoted_sources", alert.getTopQuotedSources());
        ranked(detail, "top_quoted_destinations", alert.getTopQuotedDestinations());
        ranked(detail, "top_quoted_ports", alert.getTopQuotedPorts());
    }

    private static void ranked(JsonFields detail, String name, List<RankedValue> values) throws IOException {
        detail.objects(name, values, (fields, value) -> fields.text("value", value.getValue())
            .number("count", value.getCount()).real("share", value.getShare()));
    }

    private static void quality(JsonFields fields, CaptureQuality quality) throws IOException {
        fields.number("kernel_drops", quality.getKernelDrops()).number("sampled_1_in", quality.getSampled1In())
            .number("coverage_gap_ms", quality.getCoverageGapMs()).number("late_events", quality.getLateEvents())
            .number("duplicates", quality.getDuplicates());
    }

    private static List<String> capec(Alert alert) {
        return alert.getAttack().stream().map(AttackReference::getCapecId).filter(Objects::nonNull).distinct().toList();
    }
}

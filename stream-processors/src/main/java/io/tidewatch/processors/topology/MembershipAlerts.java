package io.tidewatch.processors.topology;

import io.tidewatch.processors.membership.Standing;
import io.tidewatch.processors.membership.Trouble;
import io.tidewatch.processors.membership.Troubles;
import io.tidewatch.processors.storm.NameId;
import io.tidewatch.schemas.Alert;
import io.tidewatch.schemas.AlertAction;
import io.tidewatch.schemas.AlertRule;
import io.tidewatch.schemas.AlertScope;
import io.tidewatch.schemas.AlertStatus;
import io.tidewatch.schemas.BaselineState;
import io.tidewatch.schemas.CaptureQuality;
import io.tidewatch.schemas.CloseReason;
import io.tidewatch.schemas.ScopeKind;
import io.tidewatch.schemas.Severity;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * Troubles of a segment as alerts: the contract of storms, with the same ids, in the same topics. What only storms have
 * (rates, what is usual, parties) is 0 or empty. The scope is always the segment, and so is the dedupe key with the
 * rule and the family: no host and no group of an attacker's choice makes one more alert.
 */
final class MembershipAlerts {
    private static final String VERSION = "1";
    private static final int SURE = 100;

    private final AlertLedger ledger;
    private final AlertSettings settings;
    private final MembershipOutput output;

    MembershipAlerts(AlertLedger ledger, AlertSettings settings, MembershipOutput output) {
        this.ledger = ledger;
        this.settings = settings;
        this.output = output;
    }

    /** Tells what was opened and closed on a segment, and forgets alerts that are older than the retention. */
    void tell(SegmentState segment) {
        for (Troubles.Step step : segment.troubles().drain()) {
            Alert alert = alert(segment, step);
            output.alert(alert, step.at());
            ended(ledger.add(alert), step.at());
        }
        if (segment.watermark() >= 0) {
            ended(ledger.expire(segment.name(), segment.watermark()), segment.watermark());
        }
    }

    private void ended(List<String> dedupeKeys, long at) {
        dedupeKeys.forEach(key -> output.alertEnded(key, at));
    }

    private Alert alert(SegmentState segment, Troubles.Step step) {
        Standing standing = step.standing();
        Trouble trouble = standing.trouble();
        String dedupeKey = String.join(";", rule(trouble), segment.name(),
            standing.family().name().toLowerCase(Locale.ROOT), "SEGMENT");
        String alertId = id(rule(trouble), dedupeKey, standing.opensAt());
        int sequence = step.open() ? 0 : 1;
        String cause = trouble.name().toLowerCase(Locale.ROOT);
        Instant first = Instant.ofEpochMilli(standing.firstAt());
        Instant at = Instant.ofEpochMilli(step.at());
        return Alert.newBuilder().setAlertId(alertId).setEventId(NameId.of(alertId + '|' + sequence))
            .setSequence(sequence).setDedupeKey(dedupeKey)
            .setPreviousAlertId(standing.previousOpenedAt() == Standing.NONE ? null
                : id(rule(trouble), dedupeKey, standing.previousOpenedAt()))
            .setAction(step.open() ? AlertAction.OPEN : AlertAction.CLOSE)
            .setStatus(step.open() ? AlertStatus.ACTIVE : AlertStatus.CLOSED)
            .setCloseReason(step.open() ? null : CloseReason.QUIET)
            .setSeverity(severity(trouble)).setSeverityMax(severity(trouble)).setMessage(title(trouble))
            .setCause(cause).setCauseConfidence(SURE).setCauseEvidence(List.of(
                (standing.family().newestVersion() == 3 ? "IGMP: " : "MLD: ") + standing.evidence()))
            .setScope(new AlertScope(ScopeKind.SEGMENT, segment.name(), List.of(segment.name()),
                segment.progress().watch().sensors(), null, List.of()))
            .setFirstSeen(first).setLastSeen(Instant.ofEpochMilli(standing.lastAt()))
            .setOpenedAt(Instant.ofEpochMilli(standing.opensAt())).setClosedAt(step.open() ? null : at)
            .setWindowStart(first).setWindowEnd(at).setWindowCount(standing.times()).setTotalCount(standing.times())
            .setRatePps(0).setPeakRatePps(0).setBaselinePps(0).setBaselineStddev(0)
            .setBaselineState(BaselineState.READY).setThresholdPps(0).setRatio(0).setReportersTotal(0)
            .setReceiversTotal(0).setQuotedSourcesTotal(0).setQuotedDestinationsTotal(0).setQuotedFlowsTotal(0)
            .setApproximate(false).setMultipleReporters(false).setMultipleReceivers(false)
            .setCaptureQuality(new CaptureQuality(0L, 1, 0L, 0L, 0L))
            .setRule(new AlertRule(rule(trouble), title(trouble), VERSION, null))
            .setUrl(settings.apiUrl() == null ? null : settings.apiUrl() + "/console/#/alerts/" + alertId)
            .setRunbook(settings.runbookUrl() == null ? null : settings.runbookUrl() + cause).build();
    }

    private static String id(String rule, String dedupeKey, long openedAt) {
        return NameId.of(rule + '|' + dedupeKey + '|' + openedAt);
    }

    private static String rule(Trouble trouble) {
        return switch (trouble) {
            case QUERIER_MISSING -> "querier.missing";
            case QUERIER_CONFLICT -> "querier.conflict";
            case QUERIER_VERSIONS -> "querier.versions";
            case QUERIER_TIMERS -> "querier.timers";
            case QUERIER_TAKEOVER -> "querier.takeover";
            case QUERIER_FLAPPING -> "querier.flapping";
            case GROUPS_LIMIT -> "membership.limit.groups";
            case SOURCES_LIMIT -> "membership.limit.sources";
            case HOSTS_LIMIT -> "membership.limit.hosts";
        };
    }

    private static String title(Trouble trouble) {
        return switch (trouble) {
            case QUERIER_MISSING -> "Multicast querier missing";
            case QUERIER_CONFLICT -> "Two multicast queriers";
            case QUERIER_VERSIONS -> "Multicast queriers of different versions";
            case QUERIER_TIMERS -> "Multicast queriers with different timers";
            case QUERIER_TAKEOVER -> "Multicast querier taken over";
            case QUERIER_FLAPPING -> "Multicast querier flapping";
            case GROUPS_LIMIT -> "Too many multicast groups";
            case SOURCES_LIMIT -> "Too many sources in a multicast group";
            case HOSTS_LIMIT -> "Too many hosts in a multicast group";
        };
    }

    private static Severity severity(Trouble trouble) {
        return switch (trouble) {
            case QUERIER_MISSING, GROUPS_LIMIT, SOURCES_LIMIT, HOSTS_LIMIT -> Severity.HIGH;
            case QUERIER_CONFLICT, QUERIER_VERSIONS, QUERIER_FLAPPING -> Severity.MEDIUM;
            case QUERIER_TIMERS, QUERIER_TAKEOVER -> Severity.LOW;
        };
    }
}

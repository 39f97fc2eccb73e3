package io.tidewatch.processors.topology;

import io.tidewatch.processors.storm.Attack;
import io.tidewatch.processors.storm.Ranked;
import io.tidewatch.processors.storm.ScopeKind;
import io.tidewatch.processors.storm.StormRule;
import io.tidewatch.processors.storm.StormStep;
import io.tidewatch.processors.storm.StormStep.Action;
import io.tidewatch.processors.storm.Verdict;
import io.tidewatch.schemas.AddressFamily;
import io.tidewatch.schemas.Alert;
import io.tidewatch.schemas.AlertAction;
import io.tidewatch.schemas.AlertRule;
import io.tidewatch.schemas.AlertScope;
import io.tidewatch.schemas.AlertStatus;
import io.tidewatch.schemas.AttackReference;
import io.tidewatch.schemas.BaselineState;
import io.tidewatch.schemas.CaptureQuality;
import io.tidewatch.schemas.CauseScore;
import io.tidewatch.schemas.CloseReason;
import io.tidewatch.schemas.RankedValue;
import io.tidewatch.schemas.Severity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Steps of storms as records of the contract. */
final class AlertRecords {
    private static final String VERSION = "1";
    /** From this share on one party is the one. */
    private static final double SINGLE = 0.8;

    private final StormSettings settings;

    AlertRecords(StormSettings settings) {
        this.settings = settings;
    }

    Alert of(StormStep step) {
        StormRule rule = step.identity().rule();
        Alert.Builder alert = Alert.newBuilder();
        identity(alert, step);
        verdict(alert, step.verdict());
        what(alert, step);
        times(alert, step.times());
        volume(alert, step.volume(), step.usual());
        parties(alert, step.parties());
        return alert.setCaptureQuality(new CaptureQuality(step.quality().kernelDrops(), 1, 0L,
            step.quality().lateEvents(), step.quality().duplicates()))
            .setRule(new AlertRule(rule.id(), rule.title(), VERSION, null)).build();
    }

    private void identity(Alert.Builder alert, StormStep step) {
        String alertId = step.identity().alertId();
        String cause = step.verdict().cause().id();
        alert.setAlertId(alertId).setEventId(step.identity().eventId()).setSequence(step.identity().sequence())
            .setDedupeKey(step.identity().dedupeKey()).setPreviousAlertId(step.identity().previousAlertId())
            .setAction(action(step.action()))
            .setStatus(step.action() == Action.CLOSE ? AlertStatus.CLOSED : AlertStatus.ACTIVE)
            .setCloseReason(step.closeReason() == null ? null : reason(step.closeReason()))
            .setSeverity(severity(step.severity())).setSeverityMax(severity(step.severityMax()))
            .setMessage(step.identity().rule().title() + ": " + step.verdict().cause().title())
            .setUrl(settings.apiUrl() == null ? null : settings.apiUrl() + "/console/#/alerts/" + alertId)
            .setRunbook(settings.runbookUrl() == null ? null : settings.runbookUrl() + cause);
    }

    private static void verdict(Alert.Builder alert, Verdict verdict) {
        List<CauseScore> scores = new ArrayList<>();
        verdict.scores().forEach(each -> scores.add(new CauseScore(each.cause().id(), each.score())));
        Attack attack = verdict.cause().attack();
        alert.setCause(verdict.cause().id()).setCauseConfidence(verdict.confidence())
            .setCauseRunnerUp(verdict.runnerUp() == null ? null : verdict.runnerUp().id())
            .setCauseScores(scores).setCauseEvidence(verdict.evidence())
            .setAttack(attack == null ? List.of() : List.of(new AttackReference(attack.tacticId(), attack.tactic(),
                attack.techniqueId(), attack.technique(), attack.subtechniqueId(), attack.subtechnique(),
                attack.capecId(), attack.capec())));
    }

    private static void what(Alert.Builder alert, StormStep step) {
        StormStep.Kind kind = step.kind();
        StormStep.Place place = step.place();
        if (!step.identity().rule().isLocal()) {
            alert.setFamily(switch (kind.family()) {
                case IPV4 -> AddressFamily.IPV4;
                case IPV6 -> AddressFamily.IPV6;
            }).setIcmpType(kind.type()).setIcmpCode(kind.code()).setTypeName(kind.name()).setTypeShare(kind.share());
        }
        alert.setScope(new AlertScope(scope(place.scope().kind()), place.scope().value(), place.segments(),
            place.sensors(), place.site(), place.absorbed()));
    }

    private static void times(Alert.Builder alert, StormStep.Times times) {
        alert.setFirstSeen(Instant.ofEpochMilli(times.firstSeen())).setLastSeen(Instant.ofEpochMilli(times.lastSeen()))
            .setOpenedAt(Instant.ofEpochMilli(times.openedAt()))
            .setClosedAt(times.closedAt() < 0 ? null : Instant.ofEpochMilli(times.closedAt()))
            .setWindowStart(Instant.ofEpochMilli(times.windowStart()))
            .setWindowEnd(Instant.ofEpochMilli(times.windowEnd()));
    }

    private static void volume(Alert.Builder alert, StormStep.Volume volume, StormStep.Usual usual) {
        alert.setWindowCount(volume.windowCount()).setTotalCount(volume.totalCount()).setRatePps(volume.rate())
            .setPeakRatePps(volume.peak()).setBaselinePps(usual.rate()).setBaselineStddev(usual.deviation())
            .setBaselineState(switch (usual.state()) {
                case LEARNING -> BaselineState.LEARNING;
                case READY -> BaselineState.READY;
                case STALE -> BaselineState.STALE;
            }).setThresholdPps(usual.threshold()).setRatio(usual.ratio());
    }

    private static void parties(Alert.Builder alert, StormStep.Parties parties) {
        StormStep.Top top = parties.top();
        alert.setReportersTotal(parties.reporters()).setReceiversTotal(parties.receivers())
            .setQuotedSourcesTotal(parties.sources()).setQuotedDestinationsTotal(parties.destinations())
            .setQuotedFlowsTotal(parties.flows()).setApproximate(parties.approximate())
            .setTopReporters(ranked(top.reporters())).setTopReceivers(ranked(top.receivers()))
            .setTopQuotedSources(ranked(top.sources())).setTopQuotedDestinations(ranked(top.destinations()))
            .setTopQuotedPorts(ranked(top.ports())).setMultipleReporters(several(top.reporters()))
            .setMultipleReceivers(several(top.receivers()));
    }

    private static List<RankedValue> ranked(List<Ranked> values) {
        List<RankedValue> ranked = new ArrayList<>();
        values.forEach(each -> ranked.add(new RankedValue(each.value(), each.count(), each.share())));
        return ranked;
    }

    private static boolean several(List<Ranked> values) {
        return values.isEmpty() || values.get(0).share() < SINGLE;
    }

    private static io.tidewatch.schemas.ScopeKind scope(ScopeKind kind) {
        return switch (kind) {
            case SEGMENT -> io.tidewatch.schemas.ScopeKind.SEGMENT;
            case REPORTER -> io.tidewatch.schemas.ScopeKind.REPORTER;
            case RECEIVER -> io.tidewatch.schemas.ScopeKind.RECEIVER;
            case QUOTED_PREFIX, QUOTED_NETWORK -> io.tidewatch.schemas.ScopeKind.QUOTED_PREFIX;
            case QUOTED_SOURCE -> io.tidewatch.schemas.ScopeKind.QUOTED_SOURCE;
            case QUOTED_HOST -> io.tidewatch.schemas.ScopeKind.QUOTED_HOST;
        };
    }

    private static AlertAction action(Action action) {
        return switch (action) {
            case OPEN -> AlertAction.OPEN;
            case UPDATE -> AlertAction.UPDATE;
            case ESCALATE -> AlertAction.ESCALATE;
            case CLOSE -> AlertAction.CLOSE;
        };
    }

    private static CloseReason reason(StormStep.CloseReason reason) {
        return switch (reason) {
            case QUIET -> CloseReason.QUIET;
            case SENSOR_LOST -> CloseReason.SENSOR_LOST;
            case MAX_DURATION -> CloseReason.MAX_DURATION;
        };
    }

    private static Severity severity(io.tidewatch.processors.storm.Severity severity) {
        return switch (severity) {
            case INFO -> Severity.INFO;
            case LOW -> Severity.LOW;
            case MEDIUM -> Severity.MEDIUM;
            case HIGH -> Severity.HIGH;
            case CRITICAL -> Severity.CRITICAL;
        };
    }
}

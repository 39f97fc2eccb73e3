package io.tidewatch.processors;

import io.tidewatch.schemas.AddressFamily;
import io.tidewatch.schemas.Alert;
import io.tidewatch.schemas.AlertAction;
import io.tidewatch.schemas.AlertRule;
import io.tidewatch.schemas.AlertScope;
import io.tidewatch.schemas.AlertStatus;
import io.tidewatch.schemas.AttackReference;
import io.tidewatch.schemas.AvroSafety;
import io.tidewatch.schemas.BaselineState;
import io.tidewatch.schemas.CaptureQuality;
import io.tidewatch.schemas.CauseScore;
import io.tidewatch.schemas.CloseReason;
import io.tidewatch.schemas.RankedValue;
import io.tidewatch.schemas.ScopeKind;
import io.tidewatch.schemas.Severity;
import java.time.Instant;
import java.util.List;

/** The steps of a routing loop seen on segment lab, and an IPv6 scan from many reporters. */
public final class SampleAlerts {
    static {
        AvroSafety.ensure();
    }

    private static final Instant OPENED = Instant.parse("2026-01-01T00:00:05Z");

    private SampleAlerts() {
    }

    /** Sequence 0: a loop between two routers, one of which reports most. */
    public static Alert open() {
        return loop().build();
    }

    /** Sequence 1: worse now. */
    public static Alert escalate() {
        return loop().setSequence(1).setEventId("0b0b0b0b-0000-5000-8000-000000000001")
            .setAction(AlertAction.ESCALATE).setSeverity(Severity.CRITICAL).setSeverityMax(Severity.CRITICAL)
            .setWindowEnd(OPENED.plusSeconds(60)).build();
    }

    /** Sequence 2: quiet again. */
    public static Alert close() {
        return loop().setSequence(2).setEventId("0b0b0b0b-0000-5000-8000-000000000002")
            .setAction(AlertAction.CLOSE).setStatus(AlertStatus.CLOSED).setCloseReason(CloseReason.QUIET)
            .setSeverity(Severity.INFO).setSeverityMax(Severity.CRITICAL)
            .setLastSeen(OPENED.plusSeconds(70)).setClosedAt(OPENED.plusMillis(90_250))
            .setWindowStart(OPENED.plusSeconds(60)).setWindowEnd(OPENED.plusSeconds(90))
            .setWindowCount(0).setRatePps(0).setRatio(0).build();
    }

    /** IPv6, several segments and sensors, nobody dominant, no type, mapped to ATT&CK. */
    public static Alert scan() {
        return loop().setAlertId("0a0a0a0a-0000-5000-8000-0000000000ff")
            .setEventId("0b0b0b0b-0000-5000-8000-0000000000ff").setDedupeKey("icmp.storm|QUOTED_SOURCE|2001:db8::66")
            .setPreviousAlertId("0a0a0a0a-0000-5000-8000-0000000000fe").setMessage("ICMP error storm: port scan")
            .setCause("port_scan").setCauseConfidence(71).setCauseRunnerUp(null).setFamily(AddressFamily.IPV6)
            .setIcmpType(null).setIcmpCode(null).setTypeName(null).setTypeShare(null)
            .setOpenedAt(OPENED.plusSeconds(600)).setFirstSeen(OPENED.plusSeconds(595))
            .setLastSeen(OPENED.plusSeconds(600)).setWindowStart(OPENED.plusSeconds(595))
            .setWindowEnd(OPENED.plusSeconds(600))
            .setScope(new AlertScope(ScopeKind.QUOTED_SOURCE, "2001:db8::66", List.of("lab", "office"),
                List.of("demo", "second"), "Bremen", List.of("SEGMENT:lab")))
            .setMultipleReporters(true).setMultipleReceivers(false)
            .setTopReporters(List.of(new RankedValue("2001:db8::1", 600L, 0.6),
                new RankedValue("2001:db8::2", 400L, 0.4)))
            .setTopReceivers(List.of(new RankedValue("2001:db8::66", 1000L, 1.0)))
            .setTopQuotedSources(List.of(new RankedValue("2001:db8::66", 1000L, 1.0)))
            .setTopQuotedDestinations(List.of(new RankedValue("2001:db8:1::/48", 1000L, 1.0)))
            .setAttack(List.of(
                new AttackReference("TA0043", "Reconnaissance", "T1595", "Active Scanning", "T1595.001",
                    "Scanning IP Blocks", "CAPEC-300", "Port Scanning"),
                new AttackReference("TA0007", "Discovery", "T1046", "Network Service Discovery", null, null,
                    "CAPEC-300", "Port Scanning")))
            .setUrl("http://127.0.0.1:8787/api/v1/alerts/0a0a0a0a-0000-5000-8000-0000000000ff")
            .setRunbook("https://example.net/runbooks/port-scan").setSamplePacket("60000000")
            .build();
    }

    private static Alert.Builder loop() {
        Alert.Builder alert = Alert.newBuilder()
            .setAlertId("0a0a0a0a-0000-5000-8000-000000000000").setEventId("0b0b0b0b-0000-5000-8000-000000000000")
            .setSequence(0).setDedupeKey("icmp.storm|QUOTED_PREFIX|198.51.100.0/24").setAction(AlertAction.OPEN)
            .setStatus(AlertStatus.ACTIVE).setSeverity(Severity.HIGH).setSeverityMax(Severity.HIGH)
            .setMessage("ICMP error storm: routing loop").setCause("routing_loop").setCauseConfidence(86)
            .setCauseRunnerUp("traceroute")
            .setCauseScores(List.of(new CauseScore("routing_loop", 86), new CauseScore("traceroute", 12)))
            .setCauseEvidence(List.of("\"Time exceeded\" from 2 routers", "quoted TTL 1 in 100 %"))
            .setFamily(AddressFamily.IPV4).setIcmpType(11).setIcmpCode(0).setTypeName("time-exceeded")
            .setTypeShare(0.98)
            .setScope(new AlertScope(ScopeKind.QUOTED_PREFIX, "198.51.100.0/24", List.of("lab"), List.of("demo"), null,
                List.of("SEGMENT:lab", "RECEIVER:10.0.0.5")));
        return parties(times(alert)).setApproximate(false)
            .setCaptureQuality(new CaptureQuality(3L, 1, 0L, 2L, 4L))
            .setRule(new AlertRule("icmp.storm", "ICMP error storm", "1", "https://example.net/rules/icmp.storm"));
    }

    private static Alert.Builder times(Alert.Builder alert) {
        return alert.setFirstSeen(OPENED.minusSeconds(5)).setLastSeen(OPENED).setOpenedAt(OPENED)
            .setWindowStart(OPENED.minusSeconds(5)).setWindowEnd(OPENED).setWindowCount(1000).setTotalCount(1000)
            .setRatePps(200).setPeakRatePps(210.5).setBaselinePps(0.25).setBaselineStddev(0.1)
            .setBaselineState(BaselineState.LEARNING).setThresholdPps(20).setRatio(10);
    }

    private static Alert.Builder parties(Alert.Builder alert) {
        return alert.setReportersTotal(2).setReceiversTotal(1).setQuotedSourcesTotal(1).setQuotedDestinationsTotal(1)
            .setQuotedFlowsTotal(40)
            .setTopReporters(List.of(new RankedValue("192.0.2.1", 900L, 0.9), new RankedValue("192.0.2.2", 100L, 0.1)))
            .setTopReceivers(List.of(new RankedValue("10.0.0.5", 1000L, 1.0)))
            .setTopQuotedSources(List.of(new RankedValue("10.0.0.5", 1000L, 1.0)))
            .setTopQuotedDestinations(List.of(new RankedValue("198.51.100.7", 1000L, 1.0)))
            .setTopQuotedPorts(List.of(new RankedValue("443", 1000L, 1.0)))
            .setMultipleReporters(false).setMultipleReceivers(false);
    }
}

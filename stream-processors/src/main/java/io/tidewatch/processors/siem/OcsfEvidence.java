package io.tidewatch.processors.siem;

import io.tidewatch.schemas.AddressFamily;
import io.tidewatch.schemas.Alert;
import java.io.IOException;
import java.util.List;

/** The {@code evidences} and {@code anomaly_analyses} of a finding: who talked, and what was not as usual. */
final class OcsfEvidence {
    private static final int UNKNOWN_DIRECTION = 0;
    private static final String RATE = "rate_pps";

    private OcsfEvidence() {
    }

    static void write(JsonFields fields, Alert alert) throws IOException {
        if (alert.getFamily() != null) {
            fields.objects("evidences", List.of(alert), OcsfEvidence::evidence);
        }
        fields.objects("anomaly_analyses", List.of(alert), OcsfEvidence::analysis);
    }

    private static void evidence(JsonFields evidence, Alert alert) throws IOException {
        boolean ipv4 = alert.getFamily() == AddressFamily.IPV4;
        evidence.object("connection_info", connection -> connection.number("direction_id", UNKNOWN_DIRECTION)
            .number("protocol_num", ipv4 ? 1 : 58).text("protocol_name", ipv4 ? "icmp" : "ipv6-icmp")
            .number("protocol_ver_id", ipv4 ? 4 : 6));
        endpoint(evidence, "src_endpoint", Parties.dominant(alert.getTopReporters()));
        endpoint(evidence, "dst_endpoint", Parties.dominant(Parties.destinations(alert)));
    }

    private static void endpoint(JsonFields evidence, String name, String address) throws IOException {
        if (address != null) {
            evidence.object(name, endpoint -> endpoint.text("ip", address));
        }
    }

    private static void analysis(JsonFields analysis, Alert alert) throws IOException {
        analysis.objects("analysis_targets", List.of(alert.getScope()), (target, scope) ->
            target.text("name", AlertWords.lower(scope.getKind()) + ':' + scope.getValue()));
        observed(analysis, "anomalies", AlertWords.real(alert.getRatePps()));
        observed(analysis, "baselines", AlertWords.real(alert.getBaselinePps()));
    }

    private static void observed(JsonFields analysis, String name, String value) throws IOException {
        if (value != null) {
            analysis.objects(name, List.of(value), (observed, rate) -> observed.text("observation_parameter", RATE)
                .objects("observations", List.of(rate), (observation, each) -> observation.text("value", each)));
        }
    }
}

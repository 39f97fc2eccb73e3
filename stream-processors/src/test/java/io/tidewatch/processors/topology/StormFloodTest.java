package io.tidewatch.processors.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tidewatch.processors.siem.AlertFormat;
import io.tidewatch.schemas.AddressFamily;
import io.tidewatch.schemas.Alert;
import io.tidewatch.schemas.AlertAction;
import io.tidewatch.schemas.AlertRule;
import io.tidewatch.schemas.AttackReference;
import io.tidewatch.schemas.CloseReason;
import io.tidewatch.schemas.SensorState;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Floods of messages that are no errors, as alerts of the contract and in the formats of security products. */
class StormFloodTest {

    private static List<Alert> alerts(StormDriver driver) {
        List<Alert> alerts = driver.events().stream().map(event -> event.value).toList();
        assertThat(alerts).extracting(Alert::getAction, Alert::getCloseReason).containsExactly(
            tuple(AlertAction.OPEN, null), tuple(AlertAction.CLOSE, CloseReason.QUIET));
        return alerts;
    }

    private static String encoded(AlertFormat format, Alert alert) {
        return new String(format.encode(alert), StandardCharsets.UTF_8);
    }

    @Test
    void floodOfEchoRequests() {
        try (StormDriver driver = new StormDriver(StormSettings.DEFAULT)) {
            driver.clock(SensorState.RUNNING, 9);
            driver.echo(10, 6, 300);
            driver.clock(SensorState.RUNNING, 60);

            Alert open = alerts(driver).get(0);
            assertThat(open.getRule()).isEqualTo(new AlertRule("icmp.echo.flood", "ICMP echo flood", "1", null));
            assertThat(open.getDedupeKey()).isEqualTo("icmp.echo.flood;*;ipv4;any;RECEIVER:10.1.0.1");
            assertThat(open.getMessage()).isEqualTo("ICMP echo flood: echo flood");
            assertThat(List.of(open.getFamily(), open.getIcmpType())).containsExactly(AddressFamily.IPV4, 8);
            assertThat(open.getAttack()).extracting(AttackReference::getSubtechniqueId, AttackReference::getCapecId)
                .containsExactly(tuple("T1498.001", "CAPEC-487"));
            assertThat(open.getThresholdPps()).isEqualTo(100);

            assertThat(encoded(AlertFormat.ECS, open)).contains("\"action\":\"icmp-echo-flood-open\"",
                "\"code\":\"icmp.echo.flood.echo_flood\"", "\"source\":{\"address\":\"203.0.113.66\"",
                "\"destination\":{\"address\":\"10.1.0.1\"");
            assertThat(encoded(AlertFormat.OCSF, open)).contains("\"dst_endpoint\":{\"ip\":\"10.1.0.1\"}");
            assertThat(encoded(AlertFormat.CEF, open)).contains("|icmp.echo.flood.echo_flood|ICMP echo flood|5|",
                " src=203.0.113.66 dst=10.1.0.1 ");
            assertThat(encoded(AlertFormat.LEEF, open)).contains("|icmp.echo.flood.echo_flood|", "dst=10.1.0.1");
            assertThat(encoded(AlertFormat.RFC5424, open)).contains(" ICMP_ECHO_FLOOD_OPEN ",
                "top_destination=\"10.1.0.1\"");
        }
    }

    @Test
    void floodOfQueries() {
        try (StormDriver driver = new StormDriver(StormSettings.DEFAULT)) {
            driver.clock(SensorState.RUNNING, 9);
            driver.queries(10, 6, 50);
            driver.clock(SensorState.RUNNING, 60);

            Alert open = alerts(driver).get(0);
            assertThat(open.getRule()).isEqualTo(new AlertRule("gmp.query.flood", "Multicast query flood", "1", null));
            // No router forwards them: a segment's own, whatever is joined.
            assertThat(open.getDedupeKey()).isEqualTo("gmp.query.flood;lan;ipv4;any;REPORTER:10.1.0.1");
            assertThat(open.getCause()).isEqualTo("igmp_query_flood");
            assertThat(open.getFamily()).isNull();
            assertThat(open.getIcmpType()).isNull();
            assertThat(driver.rows().get("lan|gmp").getSensors().get(0).getSequence()).isEqualTo(300);

            assertThat(encoded(AlertFormat.ECS, open)).contains("\"action\":\"gmp-query-flood-open\"",
                "\"source\":{\"address\":\"10.1.0.1\"").doesNotContain("\"icmp\"");
            assertThat(encoded(AlertFormat.OCSF, open)).contains("\"event_code\":\"gmp.query.flood.igmp_query_flood\"");
            assertThat(encoded(AlertFormat.CEF, open)).contains("|gmp.query.flood.igmp_query_flood|", " src=10.1.0.1 ");
            assertThat(encoded(AlertFormat.LEEF, open)).contains("|gmp.query.flood.igmp_query_flood|", "src=10.1.0.1");
            assertThat(encoded(AlertFormat.RFC5424, open)).contains(" GMP_QUERY_FLOOD_OPEN ");
        }
    }
}

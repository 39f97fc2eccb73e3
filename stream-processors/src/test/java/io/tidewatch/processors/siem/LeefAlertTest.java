package io.tidewatch.processors.siem;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.processors.SampleAlerts;
import io.tidewatch.schemas.Alert;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LeefAlertTest {
    @Test
    void openWithADominantReporter() {
        assertThat(LeefAlert.text(SampleAlerts.open())).isEqualTo("LEEF:2.0|Tidewatch|tidewatch|" + AlertWords.VERSION
            + "|icmp.storm.routing_loop|^|cat=open^devTime=1767225605000^sev=8^proto=ICMP"
            + "^alertId=0a0a0a0a-0000-5000-8000-000000000000^eventId=0b0b0b0b-0000-5000-8000-000000000000"
            + "^alertSequence=0^dedupeKey=icmp.storm|QUOTED_PREFIX|198.51.100.0/24^alertState=active"
            + "^windowStart=1767225600000^windowEnd=1767225605000^msg=ICMP error storm: routing loop"
            + "^cause=routing_loop^causeConfidence=86^causeRunnerUp=traceroute"
            + "^evidence=\"Time exceeded\" from 2 routers; quoted TTL 1 in 100 %^icmpType=11^icmpCode=0"
            + "^src=192.0.2.1^dst=198.51.100.7^topReporters=192.0.2.1:900,192.0.2.2:100"
            + "^topDestinations=198.51.100.7:1000^reportersTotal=2^receiversTotal=1^eventCount=1000^ratePps=200.00"
            + "^baselinePps=0.25^ratio=10.00^segments=lab^sensors=demo");
    }

    @Test
    void closeTellsWhy() {
        assertThat(attributes(SampleAlerts.close())).containsEntry("cat", "close").containsEntry("sev", "1")
            .containsEntry("alertState", "closed").containsEntry("closeReason", "quiet")
            .containsEntry("devTime", "1767225695250");
    }

    @Test
    void manySensorsAndTechniquesAndNobodyDominant() {
        assertThat(attributes(SampleAlerts.scan())).doesNotContainKeys("src", "icmpType", "closeReason")
            .containsEntry("proto", "ICMPv6").containsEntry("segments", "lab,office")
            .containsEntry("attackId", "T1595.001,T1046");
    }

    @Test
    void nothingInAValueEndsIt() {
        Alert hostile = Alert.newBuilder(SampleAlerts.open())
            .setCauseEvidence(List.of("a^src=6.6.6.6\r\n\tb\u2028c")).build();
        assertThat(LeefAlert.text(hostile)).doesNotContain("\n", "\r", "\t", "\u2028");
        assertThat(attributes(hostile)).containsEntry("evidence", "a src=6.6.6.6 b c")
            .containsEntry("src", "192.0.2.1");
    }

    @Test
    void valuesAreBounded() {
        Alert large = Alert.newBuilder(SampleAlerts.open()).setCauseEvidence(List.of("e".repeat(10_000))).build();
        assertThat(attributes(large)).containsEntry("evidence", "e".repeat(4000));
        assertThat(new String(LeefAlert.encode(large), StandardCharsets.UTF_8)).isEqualTo(LeefAlert.text(large));
    }

    /** Read as the format says: what is behind the header, split at the delimiter that the header names. */
    private static Map<String, String> attributes(Alert alert) {
        String[] header = LeefAlert.text(alert).split("\\|", 7);
        assertThat(header[5]).isEqualTo("^");
        Map<String, String> attributes = new LinkedHashMap<>();
        for (String pair : header[6].split("\\^")) {
            int equals = pair.indexOf('=');
            assertThat(pair.substring(0, equals)).matches("[A-Za-z0-9]+");
            assertThat(attributes.put(pair.substring(0, equals), pair.substring(equals + 1))).isNull();
        }
        return attributes;
    }
}

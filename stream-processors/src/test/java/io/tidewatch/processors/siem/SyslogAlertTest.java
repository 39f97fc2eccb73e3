package io.tidewatch.processors.siem;

import static org.assertj.core.api.Assertions.assertThat;

import com.teragrep.rlo_06.RFC5424Frame;
import com.teragrep.rlo_06.SDVector;
import io.tidewatch.processors.SampleAlerts;
import io.tidewatch.schemas.Alert;
import io.tidewatch.schemas.AlertScope;
import io.tidewatch.schemas.ScopeKind;
import io.tidewatch.schemas.Severity;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SyslogAlertTest {
    @Test
    void openWithADominantReporter() {
        assertThat(text(SyslogAlert.encode(SampleAlerts.open()))).isEqualTo(
            "<131>1 2026-01-01T00:00:05.000Z demo tidewatch - ICMP_STORM_OPEN"
            + " [origin software=\"tidewatch\" swversion=\"" + AlertWords.VERSION + "\"]"
            + "[alert@32473 id=\"0a0a0a0a-0000-5000-8000-000000000000\""
            + " event_id=\"0b0b0b0b-0000-5000-8000-000000000000\" seq=\"0\" state=\"active\" action=\"open\""
            + " severity=\"high\" rule=\"icmp.storm\" rule_version=\"1\" cause=\"routing_loop\" confidence=\"86\""
            + " dedupe_key=\"icmp.storm|QUOTED_PREFIX|198.51.100.0/24\"][storm@32473 proto=\"ICMP\" type=\"11\""
            + " code=\"0\" scope=\"quoted_prefix:198.51.100.0/24\" segments=\"lab\" count=\"1000\""
            + " rate_pps=\"200.00\" baseline_pps=\"0.25\" ratio=\"10.00\" reporters=\"2\" receivers=\"1\""
            + " top_reporter=\"192.0.2.1\" top_destination=\"198.51.100.7\""
            + " window_start=\"2026-01-01T00:00:00.000Z\" window_end=\"2026-01-01T00:00:05.000Z\"]"
            + " ICMP error storm: routing loop");
    }

    @Test
    void anotherParserTakesIt() throws IOException {
        RFC5424Frame frame = parsed(SyslogAlert.encode(SampleAlerts.close()));
        assertThat(frame.hostname).hasToString("demo");
        assertThat(frame.msgId).hasToString("ICMP_STORM_CLOSE");
        assertThat(frame.structuredData.getValue(new SDVector("alert@32473", "close_reason"))).hasToString("quiet");
        assertThat(frame.msg).hasToString("ICMP error storm: routing loop");
    }

    @Test
    void anotherFormatIsTheText() throws IOException {
        RFC5424Frame frame = parsed(SyslogAlert.carrying(SampleAlerts.open(), CefAlert::encode));
        assertThat(frame.structuredData.sdElements).isEmpty();
        assertThat(frame.msg).hasToString(CefAlert.text(SampleAlerts.open()));
    }

    @Test
    void severalSensorsAreNoHost() throws IOException {
        assertThat(parsed(SyslogAlert.encode(SampleAlerts.scan())).hostname).hasToString("-");
    }

    @Test
    void nothingInAValueEndsIt() throws IOException {
        Alert hostile = Alert.newBuilder(SampleAlerts.open()).setScope(new AlertScope(ScopeKind.SEGMENT,
            "a\"]b\\c\nd", List.of("lab"), List.of("a b\u00e9"), null, List.of())).build();
        byte[] bytes = SyslogAlert.encode(hostile);
        assertThat(text(bytes)).doesNotContain("\n").contains(" scope=\"segment:a\\\"\\]b\\\\c d\" ");
        RFC5424Frame frame = parsed(bytes);
        assertThat(frame.hostname).hasToString("a_b_");
        assertThat(frame.msg).hasToString("ICMP error storm: routing loop");
    }

    @ParameterizedTest
    @CsvSource({"INFO,134", "LOW,133", "MEDIUM,132", "HIGH,131", "CRITICAL,130"})
    void priorities(Severity severity, String priority) throws IOException {
        assertThat(parsed(SyslogAlert.encode(Alert.newBuilder(SampleAlerts.open()).setSeverity(severity).build()))
            .priority).hasToString(priority);
    }

    @Test
    void itStaysOneMessageWithinWhatReceiversTake() {
        Alert large = Alert.newBuilder(SampleAlerts.open()).setMessage("\u20ac".repeat(5000)).build();
        byte[] bytes = SyslogAlert.encode(large);
        assertThat(bytes.length).isBetween(8190, 8192);
        assertThat(text(bytes)).endsWith("\u20ac").doesNotContain("\ufffd");
    }

    private static RFC5424Frame parsed(byte[] bytes) throws IOException {
        RFC5424Frame frame = new RFC5424Frame(false);
        frame.load(new ByteArrayInputStream(bytes));
        assertThat(frame.next()).isTrue();
        return frame;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}

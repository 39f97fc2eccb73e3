package io.tidewatch.processors.siem;

import static org.assertj.core.api.Assertions.assertThat;

import com.fluenda.parcefone.event.CEFHandlingException;
import com.fluenda.parcefone.event.CommonEvent;
import com.fluenda.parcefone.parser.CEFParser;
import io.tidewatch.processors.SampleAlerts;
import io.tidewatch.schemas.Alert;
import io.tidewatch.schemas.AlertRule;
import io.tidewatch.schemas.Severity;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CefAlertTest {
    private static final String BEFORE = "CEF:0|Tidewatch|tidewatch|" + AlertWords.VERSION + '|';

    static Stream<Alert> steps() {
        return Stream.of(SampleAlerts.open(), SampleAlerts.escalate(), SampleAlerts.close(), SampleAlerts.scan());
    }

    @Test
    void openWithADominantReporter() {
        assertThat(CefAlert.text(SampleAlerts.open())).isEqualTo(BEFORE
            + "icmp.storm.routing_loop|ICMP error storm|8|rt=1767225605000 start=1767225600000 end=1767225605000 "
            + "externalId=0a0a0a0a-0000-5000-8000-000000000000 act=open cat=icmp.storm cnt=1000 app=ICMP dvchost=demo "
            + "reason=\"Time exceeded\" from 2 routers; quoted TTL 1 in 100 % msg=ICMP error storm: routing loop "
            + "src=192.0.2.1 dst=198.51.100.7 cs1Label=cause cs1=routing_loop cs2Label=topReporters "
            + "cs2=192.0.2.1:900,192.0.2.2:100 cs3Label=topDestinations cs3=198.51.100.7:1000 cs4Label=icmpTypeCode "
            + "cs4=11/0 cs5Label=segments cs5=lab cs6Label=dedupeKey cs6=icmp.storm|QUOTED_PREFIX|198.51.100.0/24 "
            + "flexString2Label=eventId flexString2=0b0b0b0b-0000-5000-8000-000000000000 cn1Label=reportersTotal cn1=2 "
            + "cn2Label=receiversTotal cn2=1 cn3Label=alertSequence cn3=0 cfp1Label=ratePps cfp1=200.00 "
            + "cfp2Label=baselinePps cfp2=0.25 cfp3Label=ratio cfp3=10.00 cfp4Label=causeConfidence cfp4=86.00");
    }

    /** A parser that others wrote takes every pair, in the type that the format gives it. */
    @ParameterizedTest
    @MethodSource("steps")
    void anotherParserTakesIt(Alert step) throws CEFHandlingException {
        CommonEvent event = new CEFParser().parse(CefAlert.encode(step), true);
        assertThat(event).isNotNull();
        assertThat(event.getHeader()).containsEntry("deviceEventClassId", "icmp.storm." + step.getCause())
            .containsEntry("deviceProduct", "tidewatch").containsEntry("name", "ICMP error storm");
        Map<String, Object> extension = event.getExtension(true);
        long pairs = CefAlert.text(step).split("(?<!\\\\)=", -1).length - 1;
        assertThat(extension).hasSize((int) pairs)
            .containsEntry("externalId", step.getAlertId()).containsEntry("cs1", step.getCause())
            .containsEntry("rt", Date.from(AlertWords.at(step)));
    }

    @Test
    void ipv6HasFieldsOfItsOwn() throws Exception {
        Alert scan = Alert.newBuilder(SampleAlerts.scan()).setTopReporters(SampleAlerts.scan().getTopReceivers())
            .build();
        Map<String, Object> extension = new CEFParser().parse(CefAlert.encode(scan), true).getExtension(true);
        assertThat(extension).doesNotContainKeys("src", "dst")
            .containsEntry("c6a2", InetAddress.getByName("2001:db8::66"))
            .containsEntry("c6a2Label", "Source IPv6 Address");
    }

    @Test
    void nothingInAValueEndsIt() {
        Alert hostile = Alert.newBuilder(SampleAlerts.open())
            .setRule(new AlertRule("icmp.storm", "a|b\\c\nd", "1", null))
            .setCauseEvidence(List.of("x=y|z\\w\r\nnext=line")).build();
        String text = CefAlert.text(hostile);
        assertThat(text).doesNotContain("\n", "\r").contains("|a\\|b\\\\c d|8|")
            .contains(" reason=x\\=y|z\\\\w\\r\\nnext\\=line msg=");
        assertThat(new CEFParser().parse(text, true)).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({"INFO,1", "LOW,3", "MEDIUM,5", "HIGH,8", "CRITICAL,10"})
    void severities(Severity severity, String number) {
        assertThat(CefAlert.text(Alert.newBuilder(SampleAlerts.open()).setSeverity(severity).build()).split("\\|")[6])
            .isEqualTo(number);
    }

    @Test
    void numbersAndTextsFitTheirFields() throws CEFHandlingException {
        Alert large = Alert.newBuilder(SampleAlerts.open()).setWindowCount(1L << 40).setRatio(Double.NaN)
            .setCauseEvidence(List.of("\ud83d\ude00".repeat(1000))).build();
        Map<String, Object> extension = new CEFParser().parse(CefAlert.encode(large), true).getExtension(true);
        assertThat(extension).containsEntry("cnt", (long) Integer.MAX_VALUE).doesNotContainKeys("cfp3", "cfp3Label")
            .containsEntry("reason", "\ud83d\ude00".repeat(511));
        assertThat(new String(CefAlert.encode(large), StandardCharsets.UTF_8)).isEqualTo(CefAlert.text(large));
    }
}

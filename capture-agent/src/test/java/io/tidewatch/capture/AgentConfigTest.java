package io.tidewatch.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewatch.capture.source.Pace;
import io.tidewatch.schemas.OperatorError;
import io.tidewatch.schemas.config.Settings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentConfigTest {
    private static final Map<String, String> LEAST = Map.of("bootstrap.servers", "b:9092", "schema.registry.url",
        "http://r", "sensor.name", "lab 1");

    private static AgentConfig config(String... more) {
        Map<String, String> settings = new HashMap<>(LEAST);
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        return AgentConfig.of(settings);
    }

    @Test
    void aFileOrInterfaces() {
        assertThat(config("capture.file", "x.pcap", "capture.pace", "2.5").pace()).isEqualTo(new Pace(2.5));
        assertThat(config("capture.interfaces", "eth0, eth1").interfaces()).containsExactly("eth0", "eth1");
        assertThat(config("capture.interfaces", "eth0").sensor()).isEqualTo("lab_1");
    }

    @Test
    void theHostsNameIsTheSensorsUnlessGiven() {
        assertThat(config("capture.file", "x", "sensor.name", "").sensor()).matches("[A-Za-z0-9._:@/-]{1,80}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "capture.pace=max | give either capture.interfaces or capture.file: there is nothing to capture",
        "capture.file=a;capture.interfaces=b | give either capture.interfaces or capture.file, not both",
        "capture.interfaces=b,b | an interface is named twice",
        "capture.interfaces=b,c;segment.name=x | several interfaces are captured",
        "capture.file=a;capture.pace=quick | the pace is recorded, max, or a factor",
        "capture.file=a;segment.map=lan | 'lan' is not of the form place=name",
        "capture.file=a;segment.map=lab_1:a=b c | segment name 'b c'",
        "capture.file=a;segment.name=b c | segment name 'b c'",
        "capture.interfaces=a;capture.direction=sideways | the direction is in, out or inout",
        "capture.interfaces=a;timestamp.precision=milli | timestamp.precision",
        "capture.file=a;segments.max=0 | segments.max",
        "capture.file=a;event.budget=-1 | event.budget",
        "capture.file=a;event.keys=15 | event.keys",
        "capture.file=a;bootstrap.servers= | bootstrap.servers",
        "capture.file=a;schema.registry.url= | schema.registry.url"})
    void whatDoesNotHoldIsRefused(String settings, String message) {
        String[] pairs = List.of(settings.split(";")).stream().flatMap(pair -> List.of(pair.split("=", 2)).stream())
            .toArray(String[]::new);
        assertThatThrownBy(() -> config(pairs)).isInstanceOf(ConfigException.class).hasMessageContaining(message);
    }

    @Test
    void segmentsAreNamedByPlace() {
        AgentConfig config = config("capture.interfaces", "eth0", "segment.name", "lan", "segment.map",
            "lab_1:eth0:100=voice");
        assertThat(config.segments("eth0").of("eth0", List.of())).isEqualTo("lan");
        assertThat(config.segments("eth0").of("eth0", List.of(100))).isEqualTo("voice");
        assertThat(config.segments("eth0").of("eth0", List.of(200))).isEqualTo("lab_1:eth0:200");
    }

    @Test
    void aMisspeltKeyIsAnError() {
        assertThatThrownBy(() -> Settings.merge(AgentConfig.definition(), null, Map.of(), Map.of("capturefile", "x")))
            .isInstanceOf(OperatorError.class).hasMessageContaining("did you mean capture.file?");
    }

    @Test
    void everyKeyHasDocumentation() {
        assertThat(AgentConfig.definition().configKeys().values())
            .allSatisfy(key -> assertThat(key.documentation).as(key.name).endsWith("."));
    }
}

package io.tidewatch.processors.siem.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewatch.processors.siem.AlertFormat;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SinkConfigTest {
    private static SinkConfig with(String... pairs) {
        Map<String, String> settings = new HashMap<>(Map.of("bootstrap.servers", "127.0.0.1:9092",
            "schema.registry.url", "http://127.0.0.1:8081", "sink.name", "soc",
            "sink.to", "tls://siem.example.net:6514"));
        for (int i = 0; i < pairs.length; i += 2) {
            settings.put(pairs[i], pairs[i + 1]);
        }
        return SinkConfig.of(settings);
    }

    @ParameterizedTest
    @CsvSource({"tls://h:1,TLS,RFC5424", "tcp://h:1,TCP,RFC5424", "udp://h:1,UDP,RFC5424", "https://h/x,HTTPS,ECS",
        "http://h:9200/i/_bulk,HTTP,ECS"})
    void receivers(String to, SinkConfig.Receiver receiver, AlertFormat format) {
        assertThat(with("sink.to", to).receiver()).isEqualTo(receiver);
        assertThat(with("sink.to", to).format()).isEqualTo(format);
    }

    @ParameterizedTest
    @ValueSource(strings = {"siem.example.net:6514", "tls://siem.example.net", "ftp://h:21", "tls://", "tls://a b:1"})
    void addressesThatAreNone(String to) {
        assertThatThrownBy(() -> with("sink.to", to)).isInstanceOf(ConfigException.class)
            .hasMessageContaining("sink.to");
    }

    @Test
    void settingsThatContradictEachOther() {
        assertThatThrownBy(() -> with("sink.to", "https://h/", "sink.format", "cef"))
            .isInstanceOf(ConfigException.class).hasMessageContaining("JSON");
        assertThatThrownBy(() -> with("sink.authorization", "Bearer t")).isInstanceOf(ConfigException.class)
            .hasMessageContaining("syslog");
        assertThatThrownBy(() -> with("sink.to", "http://h/", "sink.secret", "s")).isInstanceOf(ConfigException.class)
            .hasMessageContaining("sink.insecure");
        assertThat(with("sink.to", "http://h/", "sink.secret", "s", "sink.insecure", "true").secret("sink.secret"))
            .isEqualTo("s");
        assertThat(with("sink.to", "http://localhost:1/", "sink.secret", "s").to().getPort()).isOne();
        assertThatThrownBy(() -> with("sink.name", "a b")).isInstanceOf(ConfigException.class);
    }

    @Test
    void changesGoOverHttpAsOcsf() {
        assertThat(with("sink.to", "https://h/", "sink.of", "changes").format()).isEqualTo(AlertFormat.OCSF);
        assertThatThrownBy(() -> with("sink.of", "changes")).isInstanceOf(ConfigException.class)
            .hasMessageContaining("sink.of");
        assertThatThrownBy(() -> with("sink.to", "https://h/", "sink.of", "changes", "sink.format", "ecs"))
            .isInstanceOf(ConfigException.class).hasMessageContaining("sink.format");
    }
}

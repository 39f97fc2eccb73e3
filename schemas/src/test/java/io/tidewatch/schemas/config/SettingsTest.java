package io.tidewatch.schemas.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewatch.schemas.OperatorError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
    private static final ConfigDef DEFINITION = new ConfigDef()
        .define("bootstrap.servers", Type.LIST, List.of("127.0.0.1:9092"), Importance.HIGH, "Brokers.")
        .define("api.port", Type.INT, 8787, Importance.HIGH, "Port.")
        .define("api.token", Type.PASSWORD, null, Importance.HIGH, "Token.");

    @TempDir
    private Path folder;

    @Test
    void flagsGoOverEnvironmentOverFile() throws IOException {
        Path file = Files.writeString(folder.resolve("a.properties"), "api.port=1\nbootstrap.servers=f:1\n");
        Map<String, String> environment = Map.of("TIDEWATCH_API_PORT", "2", "PATH", "/bin");
        Map<String, String> flags = new HashMap<>(Collections.singletonMap("bootstrap.servers", null));
        assertThat(Settings.merge(DEFINITION, file, environment, flags))
            .containsExactlyInAnyOrderEntriesOf(Map.of("api.port", "2", "bootstrap.servers", "f:1"));
        flags.put("api.port", "3");
        assertThat(Settings.merge(DEFINITION, file, environment, flags)).containsEntry("api.port", "3");
    }

    @Test
    void aMisspeltKeyIsAnErrorThatNamesTheRightOne() throws IOException {
        Path file = Files.writeString(folder.resolve("a.properties"), "api_port=1\n");
        assertThatThrownBy(() -> Settings.merge(DEFINITION, file, Map.of(), Map.of()))
            .isInstanceOfSatisfying(OperatorError.class, e -> assertThat(e.exitCode()).isEqualTo(2))
            .hasMessageContaining("There is no setting api_port.").hasMessageContaining("did you mean api.port?")
            .hasMessageContaining("a.properties");
    }

    @Test
    void clientSettingsPassThrough() {
        Map<String, String> flags = Map.of("kafka.security.protocol", "SSL", "config.providers", "file");
        assertThat(Settings.merge(DEFINITION, null, Map.of(), flags)).isEqualTo(flags);
    }

    @Test
    void aMissingFileSaysSo() {
        assertThatThrownBy(() -> Settings.merge(DEFINITION, folder.resolve("none"), Map.of(), Map.of()))
            .isInstanceOf(OperatorError.class).hasMessageContaining("could not be read");
    }

    @Test
    void printingMasksSecrets() {
        AbstractConfig config = new AbstractConfig(DEFINITION,
            Map.of("api.token", "s3cret", "kafka.sasl.jaas.config", "password=s3cret"), false);
        assertThat(Settings.print(config)).isEqualTo("""
            api.port=8787
            api.token=[hidden]
            bootstrap.servers=127.0.0.1:9092
            kafka.sasl.jaas.config=[passed through]
            """);
    }

    @Test
    void environmentNamesAreListed() {
        assertThat(Settings.environmentNames(List.of(DEFINITION)))
            .containsExactly("TIDEWATCH_API_PORT", "TIDEWATCH_API_TOKEN", "TIDEWATCH_BOOTSTRAP_SERVERS");
    }
}

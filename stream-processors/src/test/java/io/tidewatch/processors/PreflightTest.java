package io.tidewatch.processors;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewatch.schemas.OperatorError;
import io.tidewatch.schemas.RegistryAccess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PreflightTest {

    private static Preflight preflight(ProcessorsConfig config) {
        return new Preflight(config, config.topics(),
            RegistryAccess.connect(config.schemaRegistries(), config.registrySettings(), Duration.ZERO));
    }

    @Test
    void nobodyListens() throws IOException {
        int port;
        try (ServerSocket once = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = once.getLocalPort();
        }
        Preflight preflight = preflight(Configs.with("bootstrap.servers", "127.0.0.1:" + port, "start.timeout.ms",
            "1000"));
        assertThatThrownBy(preflight::check).isInstanceOf(OperatorError.class)
            .hasMessageStartingWith("Kafka at 127.0.0.1:" + port + " does not answer. No answer within 1 s (")
            .hasMessageEndingWith("Check that the broker runs, that bootstrap.servers names it and that its "
                + "advertised.listeners can be reached from here.");
    }

    @Test
    void somethingListensButDoesNotAnswer() throws IOException {
        try (ServerSocket mute = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Preflight preflight = preflight(Configs.with("bootstrap.servers", "127.0.0.1:" + mute.getLocalPort(),
                "start.timeout.ms", "1000"));
            assertThatThrownBy(preflight::check).isInstanceOf(OperatorError.class)
                .hasMessageStartingWith("Kafka at 127.0.0.1:" + mute.getLocalPort() + " does not answer. ");
        }
    }

    @Test
    void addressesThatAreNone() {
        assertThatThrownBy(preflight(Configs.with("bootstrap.servers", "nothing"))::check)
            .isInstanceOf(OperatorError.class)
            .hasMessage("The Kafka client for nothing could not be set up. Invalid url in bootstrap.servers: nothing. "
                + "Check bootstrap.servers and the settings under kafka.");
    }

    @Test
    void clientSettingsThatDoNotHold() {
        assertThatThrownBy(preflight(Configs.with("kafka.security.protocol", "PLAINTEX"))::check)
            .isInstanceOf(OperatorError.class)
            .hasMessageStartingWith("The Kafka client for 127.0.0.1:9092 could not be set up. ")
            .hasMessageContaining("security.protocol");
    }
}

package io.tidewatch.processors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewatch.processors.query.Health;
import io.tidewatch.schemas.OperatorError;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The wiring without a broker; with one it is tested in deploy/standalone and deploy/e2e. */
class StreamProcessorsTest {
    @TempDir private Path folder;
    private int api;
    private ProcessorsConfig config;

    @BeforeEach
    void choosePorts() throws IOException {
        try (ServerSocket first = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
             ServerSocket second = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            api = first.getLocalPort();
            config = Configs.with("api.port", Integer.toString(api), "bootstrap.servers",
                "127.0.0.1:" + second.getLocalPort(), "start.timeout.ms", "500", "state.dir",
                folder.resolve("state").toString());
        }
    }

    @Test
    void nothingHappensBeforeTheStart() {
        try (StreamProcessors processors = StreamProcessors.create(config)) {
            assertThat(processors.parts()).isEqualTo(List.of(
                new Health.Part("sensors", "CATCHING_UP", false, true),
                new Health.Part("membership", "STARTING", false, true),
                new Health.Part("storms", "STARTING", false, true)));
            assertThat(processors.awaitReady(Duration.ofMillis(10))).isFalse();
            assertThat(processors.caughtUp()).isFalse();
            assertThat(processors.awaitCaughtUp(Duration.ZERO)).isFalse();
            assertThatCode(processors::requireAlive).doesNotThrowAnyException();
            requireSilence();
        }
    }

    @Test
    void aStartThatFailsLeavesNothingBehind() {
        StreamProcessors processors = StreamProcessors.create(config);
        assertThatThrownBy(processors::start).isInstanceOf(OperatorError.class)
            .hasMessageStartingWith("Kafka at " + config.bootstrapServers() + " does not answer.");
        requireSilence();
        processors.close();
        processors.close();
    }

    private void requireSilence() {
        assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), api).close())
            .isInstanceOf(ConnectException.class);
        assertThat(Files.exists(folder.resolve("state"))).isFalse();
    }
}

package io.tidewatch.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewatch.schemas.OperatorError;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CaptureAgentTest {
    private final List<String> calls = new ArrayList<>();

    /** Writes down what is asked of it. */
    private final class Source implements Capture {
        private final String name;
        private final boolean startable;
        private OperatorError failure;

        Source(String name, boolean startable) {
            this.name = name;
            this.startable = startable;
        }

        @Override
        public void check() {
            calls.add("check " + name);
        }

        @Override
        public void start() {
            calls.add("start " + name);
            if (!startable) {
                throw OperatorError.failed("No", "no", "no", null);
            }
        }

        @Override
        public boolean awaitEnd(Duration longest) {
            return true;
        }

        @Override
        public AgentReport.Outcome outcome() {
            return failure == null ? AgentReport.Outcome.ENDED : AgentReport.Outcome.FAILED;
        }

        @Override
        public OperatorError failure() {
            return failure;
        }

        @Override
        public List<AgentReport.InterfaceReport> interfaces() {
            return List.of(new AgentReport.InterfaceReport(name, "boot",
                new Counts(10, 12, 1, 2, 7, 3, 1, 5, 1, 0, 0, 0, 5, 0, Map.of("igmp.ttl", 2L))));
        }

        @Override
        public AgentReport.Progress progress() {
            return null;
        }

        @Override
        public void close() {
            calls.add("close " + name);
        }
    }

    private CaptureAgent agent(Capture... sources) {
        return new CaptureAgent(() -> calls.add("check broker"), List.of(sources));
    }

    @Test
    void startsInOrderAndStopsInReverse() throws InterruptedException {
        CaptureAgent agent = agent(new Source("a", true), new Source("b", true));
        assertThat(calls).isEmpty();
        agent.checkSources();
        assertThat(calls).containsExactly("check a", "check b");
        calls.clear();
        agent.start();
        assertThat(agent.awaitEnd(Duration.ofSeconds(1))).isTrue();
        agent.close();
        assertThat(calls).containsExactly("check a", "check b", "check broker", "start a", "start b", "close b",
            "close a");
    }

    @Test
    void whatWasStartedIsStoppedWhenTheNextCantBe() {
        CaptureAgent agent = agent(new Source("a", true), new Source("b", false));
        assertThatThrownBy(agent::start).isInstanceOf(OperatorError.class);
        assertThat(calls).endsWith("start a", "start b", "close a");
    }

    @Test
    void aSourceThatFailedSpeaksThroughTheAgent() {
        Source source = new Source("a", true);
        source.failure = OperatorError.failed("Broken", "it broke", "mend it", null);
        CaptureAgent agent = agent(new Source("b", true), source);
        assertThatThrownBy(() -> agent.awaitEnd(Duration.ofSeconds(1))).isSameAs(source.failure);
        assertThat(agent.report().outcome()).isEqualTo(AgentReport.Outcome.FAILED);
    }

    @Test
    void metersTellTheSumOverTheInterfaces() {
        CaptureAgent agent = agent(new Source("a", true), new Source("b", true));
        assertThat(agent.report().counts().defects()).isEqualTo(Map.of("igmp.ttl", 4L));
        assertThat(agent.scrape()).contains("tidewatch_capture_frames_received_total 20.0",
            "tidewatch_capture_frames_kernel_dropped_total 2.0", "tidewatch_publish_records_published_total 10.0",
            "tidewatch_publish_records_lost_total 0.0", "tidewatch_publish_records_pending 0.0");
    }

    @Test
    void anUnreachableBrokerIsSaidInTime(@TempDir Path folder) {
        Path file = Recordings.pcap(folder.resolve("x.pcap"), Recordings.mixed(3));
        try (CaptureAgent agent = CaptureAgent.create(AgentConfig.of(Map.of("capture.file", file.toString(),
                "bootstrap.servers", "127.0.0.1:1", "schema.registry.url", "http://127.0.0.1:1",
                "start.timeout.ms", "300")))) {
            assertThatThrownBy(agent::start).isInstanceOf(OperatorError.class)
                .hasMessageStartingWith("Kafka at 127.0.0.1:1 does not answer.")
                .hasMessageEndingWith("can be reached from here.");
        }
    }

    @Test
    void aFileThatIsNoCaptureIsSaidBeforeAnyoneIsAsked() {
        try (CaptureAgent agent = CaptureAgent.create(AgentConfig.of(Map.of("capture.file", "pom.xml",
                "bootstrap.servers", "127.0.0.1:1", "schema.registry.url", "http://127.0.0.1:1")))) {
            assertThatThrownBy(agent::start).isInstanceOf(OperatorError.class)
                .hasMessage("pom.xml could not be replayed. it is neither pcap nor pcapng: it begins with the bytes "
                    + "3c 3f 78 6d. Nothing of it was replayed; give a pcap or pcapng file.");
        }
    }
}

package io.tidewatch.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewatch.capture.publish.PublishReport;
import io.tidewatch.capture.spool.SpoolReport;
import io.tidewatch.schemas.OperatorError;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
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
    private OperatorError refusal;

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
                new Counts(10, 12, 1, 2, 7, 3, 1, 4, 1, 1, 0, 0, 4, 0, Map.of("igmp.ttl", 2L, "flood.kind", 1L)), 7));
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

    /** Writes down what is asked of it. */
    private final class Broker implements Publishing {
        @Override
        public void begin() {
            calls.add("begin to publish");
        }

        @Override
        public void confirm() {
            calls.add("confirm broker");
            if (refusal != null) {
                throw refusal;
            }
        }

        @Override
        public PublishReport report() {
            return new PublishReport(PublishReport.State.DRAINING, null, 3,
                new SpoolReport(SpoolReport.State.OPEN, null, 40, 4000, 5000, 1_700_000_000_000L),
                Map.of("eth9", new PublishReport.Recovered(9, 5, 1)));
        }

        @Override
        public void close() {
            calls.add("end publishing");
        }
    }

    private CaptureAgent agent(Capture... sources) {
        return new CaptureAgent("s1", new Broker(), List.of(sources), null);
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
        assertThat(calls).containsExactly("check a", "check b", "begin to publish", "start a", "start b",
            "confirm broker", "close b", "close a", "end publishing");
    }

    @Test
    void whatWasStartedIsStoppedWhenTheNextCantBe() {
        CaptureAgent agent = agent(new Source("a", true), new Source("b", false));
        assertThatThrownBy(agent::start).isInstanceOf(OperatorError.class);
        assertThat(calls).endsWith("start a", "start b", "close a", "end publishing");
    }

    @Test
    void aBrokerThatRefusesEndsWhatHasBegun() {
        refusal = OperatorError.failed("No topic", "no", "make it", null);
        CaptureAgent agent = agent(new Source("a", true), new Source("b", true));
        assertThatThrownBy(agent::start).isSameAs(refusal);
        assertThat(calls).endsWith("start a", "start b", "confirm broker", "close b", "close a", "end publishing");
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
    void metersTellOfEachInterfaceAndOfWhatTheyShare() {
        CaptureAgent agent = agent(new Source("a", true), new Source("b", true));
        assertThat(agent.report().counts().defects()).isEqualTo(Map.of("igmp.ttl", 4L, "flood.kind", 2L));
        assertThat(agent.scrape()).contains(
            "tidewatch_capture_frames_received_total{interface=\"a\",sensor=\"s1\"} 10.0",
            "tidewatch_capture_frames_kernel_dropped_total{interface=\"b\",sensor=\"s1\"} 1.0",
            "tidewatch_capture_defects_total{defect=\"igmp.ttl\",interface=\"a\",sensor=\"s1\"} 2.0",
            "tidewatch_capture_frames_coalesced_total{interface=\"a\",sensor=\"s1\"} 1.0",
            "tidewatch_capture_frames_kernel_received_total{interface=\"a\",sensor=\"s1\"} 12.0",
            "tidewatch_capture_interruptions_total{interface=\"a\",sensor=\"s1\"} 7.0",
            "tidewatch_capture_events_open{interface=\"a\",sensor=\"s1\"} 7.0",
            "tidewatch_publish_records_published_total{interface=\"a\",sensor=\"s1\"} 4.0",
            "tidewatch_publish_records_pending{interface=\"a\",sensor=\"s1\"} 0.0",
            "tidewatch_publish_state{sensor=\"s1\",state=\"draining\"} 1.0",
            "tidewatch_publish_state{sensor=\"s1\",state=\"direct\"} 0.0",
            "tidewatch_spool_state{sensor=\"s1\",state=\"open\"} 1.0", "tidewatch_spool_records{sensor=\"s1\"} 40.0",
            "tidewatch_spool_recovered_found_total{interface=\"eth9\",sensor=\"s1\"} 9.0",
            "tidewatch_spool_recovered_lost_total{interface=\"eth9\",sensor=\"s1\"} 1.0",
            "tidewatch_spool_oldest_timestamp_seconds{sensor=\"s1\"} 1.7E9");
    }

    @Test
    void metersAreAnsweredOverHttpAndAPortThatIsTakenStopsNobody() throws IOException, InterruptedException {
        AgentMetrics metrics = new AgentMetrics("s1", () -> new AgentReport(AgentReport.Outcome.RUNNING, List.of(),
            null, null));
        InetSocketAddress any = InetSocketAddress.createUnresolved("127.0.0.1", 0);
        try (MetricsServer server = new MetricsServer(any, metrics)) {
            server.start();
            int port = server.address().getPort();
            assertThat(status(port, "/metrics", "GET")).startsWith("200 ").contains("jvm_memory_used_bytes");
            assertThat(status(port, "/", "GET")).startsWith("404 ");
            assertThat(status(port, "/metrics", "POST")).startsWith("405 ");

            AgentMetrics others = new AgentMetrics("s2", () -> new AgentReport(AgentReport.Outcome.RUNNING, List.of(),
                null, null));
            try (MetricsServer second = new MetricsServer(InetSocketAddress.createUnresolved("127.0.0.1", port),
                    others)) {
                second.start();
                assertThat(second.address()).isNull();
            }
        }
    }

    private static String status(int port, String path, String method) throws IOException, InterruptedException {
        HttpResponse<String> answer = HttpClient.newHttpClient().send(HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:" + port + path)).method(method, HttpRequest.BodyPublishers.noBody()).build(),
            HttpResponse.BodyHandlers.ofString());
        return answer.statusCode() + " " + answer.body();
    }

    @Test
    void anUnreachableBrokerIsSaidInTime(@TempDir Path folder) {
        Path file = Recordings.pcap(folder.resolve("x.pcap"), Recordings.mixed(3));
        try (CaptureAgent agent = CaptureAgent.create(AgentConfig.of(Map.of("capture.file", file.toString(),
                "bootstrap.servers", "127.0.0.1:1", "schema.registry.url", "http://127.0.0.1:1",
                "start.timeout.ms", "300", "metrics.listen", "off")))) {
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

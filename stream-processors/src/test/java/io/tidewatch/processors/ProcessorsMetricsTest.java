package io.tidewatch.processors;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.processors.query.Health;
import io.tidewatch.processors.topology.DeadLetter;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessorsMetricsTest {

    @Test
    void whatIsCounted() {
        try (ProcessorsMetrics metrics = new ProcessorsMetrics()) {
            metrics.application("storms");
            metrics.parts(() -> List.of(new Health.Part("membership", "REBALANCING", false, true)));
            metrics.deadLetter("storms", DeadLetter.Stage.READ);
            metrics.deadLetter("storms", DeadLetter.Stage.READ);
            metrics.deadLetter("membership", DeadLetter.Stage.PROCESS);
            metrics.restart("membership");
            metrics.answered(200);
            metrics.answered(404);
            metrics.answered(400);
            assertThat(metrics.text().lines().filter(line -> line.startsWith("tidewatch_"))).containsExactly(
                "tidewatch_process_dead_letters_total{application=\"membership\",stage=\"process\"} 1.0",
                "tidewatch_process_dead_letters_total{application=\"storms\",stage=\"process\"} 0.0",
                "tidewatch_process_dead_letters_total{application=\"storms\",stage=\"read\"} 2.0",
                "tidewatch_process_part_alive{part=\"membership\"} 1.0",
                "tidewatch_process_part_ready{part=\"membership\"} 0.0",
                "tidewatch_process_restarts_total{application=\"membership\"} 1.0",
                "tidewatch_process_restarts_total{application=\"storms\"} 0.0",
                "tidewatch_query_requests_total{status=\"2xx\"} 1.0",
                "tidewatch_query_requests_total{status=\"4xx\"} 2.0",
                "tidewatch_query_requests_total{status=\"5xx\"} 0.0");
            assertThat(metrics.text()).contains("jvm_memory_used_bytes");
        }
    }
}

package io.tidewatch.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What we give to Prometheus and Grafana, in a real Prometheus that scrapes a real agent and real processors: every
 * query finds something, every rule speaks when it should, and somebody has written down what to do then.
 */
@Order(9)
@Timeout(600)
@ExtendWith(Demo.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PrometheusIT {
    private static final Path DASHBOARDS = Command.ROOT.resolve("deploy/grafana/dashboards");
    private static final Pattern METRIC = Pattern.compile("\\b(?:tidewatch|kafka|jvm|process|system)_[a-z_0-9]+\\b");
    private static final String PREFIX = "prometheus.";

    private Agent agent;
    private Prometheus prometheus;
    private Path folder;

    /** The demo's processors, and an agent that writes where nobody reads. */
    @BeforeAll
    void start(Demo.Run demo) throws IOException {
        Needs.commands("prometheus", "promtool");
        folder = Files.createDirectory(demo.folder().resolve("prometheus"));
        Contract.create(demo, folder, PREFIX);
        int port = Command.freePort();
        agent = Agent.start(folder, port, "--bootstrap-server", demo.standalone().broker(),
            "--schema-registry", demo.standalone().registry(), "--topic-prefix", PREFIX, "--sensor", "prometheus",
            "--pace", "5", "--set", "spool.directory=" + folder.resolve("spool"));
        Files.copy(Command.DEMO, agent.input());
        agent.input().flush();
        prometheus = Prometheus.start(folder, "127.0.0.1:" + port, demo.standalone().await(
            "^  API +http://(\\S+)", Duration.ofMinutes(1)));
        prometheus.await("sum(tidewatch_publish_records_published_total) > 1000");
        prometheus.await("min(count_over_time(up[5m])) >= 5 and min(up) == 1");
        // What Kafka Streams measures of tasks is looked for once a minute.
        prometheus.await("count(count_over_time(kafka_stream_membership_events_total[5m]) >= 2)");
    }

    @AfterAll
    void stop() {
        if (prometheus != null) {
            prometheus.close();
        }
        if (agent != null) {
            agent.close();
        }
    }

    @Test
    void theRulesSpeakAndKeepSilentWhenTheyShould() {
        Command.run(folder, Duration.ofMinutes(1), "promtool", "test", "rules",
            folder.resolve("tidewatch.rules.test.yml")).succeeded();
        Command.run(folder, Duration.ofMinutes(1), "promtool", "check", "config", Prometheus.CONFIGURATION.resolve(
            "prometheus.yml")).succeeded();
    }

    private List<JsonNode> rules() {
        List<JsonNode> rules = new ArrayList<>();
        prometheus.data("/api/v1/rules").path("groups").forEach(group -> group.path("rules").forEach(rules::add));
        assertThat(rules).hasSizeGreaterThan(10);
        return rules;
    }

    @Test
    void everyRuleHasItsCaseAndItsSection() throws IOException {
        List<String> names = rules().stream().map(rule -> rule.path("name").asText()).toList();
        assertThat(found("(?m)^## (\\w+)$", Files.readString(Prometheus.CONFIGURATION.resolve("runbook.md"))))
            .containsExactlyInAnyOrderElementsOf(names);
        assertThat(found("(?m)^  - name: (\\w+)$", Files.readString(folder.resolve("tidewatch.rules.test.yml"))))
            .containsExactlyInAnyOrderElementsOf(names);
        for (JsonNode rule : rules()) {
            assertThat(rule.path("annotations").path("runbook").asText()).isEqualTo("deploy/prometheus/runbook.md#"
                + rule.path("name").asText().toLowerCase(Locale.ROOT));
        }
    }

    private static List<String> found(String pattern, String text) {
        return Pattern.compile(pattern).matcher(text).results().map(match -> match.group(1)).toList();
    }

    @Test
    void everyRuleAndItsSectionLookAtWhatThereIs() throws IOException {
        Set<String> metrics = new TreeSet<>(metrics(Files.readString(Prometheus.CONFIGURATION.resolve("runbook.md"))));
        for (JsonNode rule : rules()) {
            assertThat(rule.path("health").asText()).as(rule.toString()).isIn("ok", "unknown");
            metrics.addAll(metrics(rule.path("query").asText()));
        }
        assertThat(metrics).hasSizeGreaterThan(12);
        metrics.forEach(prometheus::await);
    }

    private static List<String> metrics(String text) {
        return METRIC.matcher(text.replaceAll("\"[^\"]*\"", "")).results().map(MatchResult::group).toList();
    }

    @Test
    void whereAllIsWellNoRuleSpeaks() {
        assertThat(prometheus.data("/api/v1/alerts").path("alerts")).as("rules that speak").noneMatch(alert ->
            alert.path("state").asText().equals("firing"));
    }

    @Test
    void everyQueryOfEveryDashboardHasAResult() throws IOException {
        try (Stream<Path> files = Files.list(DASHBOARDS)) {
            List<Path> dashboards = files.filter(file -> file.toString().endsWith(".json")).toList();
            assertThat(dashboards).hasSize(2);
            for (Path file : dashboards) {
                JsonNode dashboard = Command.JSON.readTree(file.toFile());
                List<String> expressions = dashboard.path("panels").findValuesAsText("expr");
                assertThat(expressions).as(file.toString()).hasSizeGreaterThan(8);
                for (String expression : expressions) {
                    prometheus.await(expression.replace("$__rate_interval", "1m").replaceAll("\\$\\w+", ".*"));
                }
                dashboard.path("templating").path("list").forEach(variable -> {
                    String values = variable.path("query").asText();
                    if (values.startsWith("label_values(")) {
                        prometheus.await(values.replaceAll("label_values\\((.*), (\\w+)\\)", "count by ($2) ($1)"));
                    }
                });
            }
        }
    }
}

package io.tidewatch.processors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewatch.processors.membership.Limits;
import io.tidewatch.processors.query.ApiSettings;
import io.tidewatch.processors.query.guard.Bounds;
import io.tidewatch.processors.siem.AlertFormat;
import io.tidewatch.processors.storm.Correlation;
import io.tidewatch.processors.storm.StormPolicy;
import io.tidewatch.processors.topology.MembershipSettings;
import io.tidewatch.processors.topology.StormSettings;
import io.tidewatch.schemas.OperatorError;
import io.tidewatch.schemas.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProcessorsConfigTest {

    @Test
    void defaults() {
        ProcessorsConfig config = Configs.with();
        assertThat(config.bootstrapServers()).isEqualTo("127.0.0.1:9092");
        assertThat(config.schemaRegistries()).isEqualTo(List.of("http://127.0.0.1:8081"));
        assertThat(config.topics().gmp().name()).isEqualTo("tidewatch.gmp.v1");
        assertThat(config.applicationId("storms")).isEqualTo("tidewatch-storms");
        assertThat(config.stateDirectory()).isEqualTo(Path.of("/var/lib/tidewatch/processors"));
        ApiSettings api = config.api();
        assertThat(api).isEqualTo(new ApiSettings("127.0.0.1", 8787, api.tokens(), null,
            new Bounds(512, 128, 500, Duration.ofSeconds(30)), 16, Duration.ofSeconds(5), 32, Duration.ofSeconds(5)));
        assertThat(api.tokens().required()).isFalse();
        assertThat(config.commitIntervalMs()).isEqualTo(100);
        assertThat(config.groupProtocol()).isEqualTo("streams");
        assertThat(config.startTimeout()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void otherPrefixes() {
        ProcessorsConfig config = Configs.with("topic.prefix", "acme.", "application.id.prefix", "acme-");
        assertThat(config.topics().alertState().name()).isEqualTo("acme.alerts.state.v1");
        assertThat(config.applicationId("membership")).isEqualTo("acme-membership");
    }

    @Test
    void clientsGetTheirOwnSettings() {
        ProcessorsConfig config = Configs.with("kafka.security.protocol", "SSL", "kafka.bootstrap.servers", "other:1",
            "registry.basic.auth.credentials.source", "URL", "start.timeout.ms", "500");
        assertThat(config.clientSettings()).isEqualTo(Map.of("security.protocol", "SSL", "bootstrap.servers",
            "127.0.0.1:9092"));
        assertThat(config.registrySettings()).isEqualTo(Map.of("basic.auth.credentials.source", "URL",
            "http.connect.timeout.ms", 500, "http.read.timeout.ms", 500));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "bootstrap.servers|''", "schema.registry.url|''", "api.port|65536", "api.port|x", "api.threads|3",
        "threads|0", "commit.interval.ms|9", "group.protocol|consumer", "state.memory.bytes|1",
        "application.id.prefix|a b", "application.id.prefix|''", "start.timeout.ms|99",
        "api.token|too-short", "api.token|sixteen characters", "transaction.timeout.ms|999"})
    void whatDoesNotHold(String key, String value) {
        assertThatThrownBy(() -> Configs.with(key, value)).isInstanceOf(ConfigException.class)
            .hasMessageContaining(key);
    }

    @Test
    void aCommitMustFitIntoATransaction() {
        assertThatThrownBy(() -> Configs.with("transaction.timeout.ms", "1000", "commit.interval.ms", "501"))
            .isInstanceOf(ConfigException.class)
            .hasMessage("Invalid value 1000 for configuration transaction.timeout.ms: it must be at least twice "
                + "commit.interval.ms, which is 501");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost", "::1", "127.8.8.8"})
    void loopbackNeedsNoToken(String host) {
        assertThat(Configs.with("api.host", host).api().host()).isEqualTo(host);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1", "localhost.example.net", "127.0.0.1.example.net"})
    void offLoopbackOnlyWithATokenAndOnPurpose(String host) {
        String token = "a-token-of-some-length";
        assertThatThrownBy(() -> Configs.with("api.host", host)).isInstanceOf(ConfigException.class)
            .hasMessageContaining("set api.token or api.token.file, or bind to 127.0.0.1");
        assertThatThrownBy(() -> Configs.with("api.host", host, "api.token", token))
            .isInstanceOf(ConfigException.class).hasMessageContaining("api.insecure=true");
        assertThat(Configs.with("api.host", host, "api.token", token, "api.insecure", "true").api().tokens().own())
            .isEqualTo(token);
        assertThat(Configs.with("api.host", host, "api.token.file", "/t", "api.tls.keystore", "/k").originals())
            .containsEntry("api.host", host);
    }

    @Test
    void theTokenMayStandInAFileOfAProvider(@TempDir Path folder) throws IOException {
        Path secrets = Files.writeString(folder.resolve("secrets.properties"), "api=a-token-from-a-provider\n");
        ProcessorsConfig config = Configs.with("config.providers", "file", "config.providers.file.class",
            "org.apache.kafka.common.config.provider.FileConfigProvider", "api.token", "${file:" + secrets + ":api}");
        assertThat(config.api().tokens().own()).isEqualTo("a-token-from-a-provider");
        assertThat(Settings.print(config)).doesNotContain("a-token-from-a-provider");
    }

    @Test
    void whatTlsNeeds() {
        assertThatThrownBy(() -> Configs.with("api.tls.key", "/k")).isInstanceOf(ConfigException.class)
            .hasMessageContaining("without api.tls.keystore there is no TLS");
        assertThatThrownBy(() -> Configs.with("api.tls.keystore", "/nowhere.pem").api())
            .isInstanceOf(OperatorError.class).hasMessageContaining("/nowhere.pem");
        assertThatThrownBy(() -> Configs.with("api.forward.timeout.ms", "60000")).isInstanceOf(ConfigException.class)
            .hasMessageContaining("api.request.timeout.ms");
    }

    @Test
    void aBadTokenIsNotPrinted() {
        assertThatThrownBy(() -> Configs.with("api.token", "secret")).isInstanceOf(ConfigException.class)
            .hasMessageNotContaining("secret");
        assertThat(Settings.print(Configs.with("api.token", "a-token-of-some-length")))
            .contains("api.token=[hidden]").doesNotContain("a-token-of-some-length");
    }

    @Test
    void rulesAreTheirDefaultsUnlessSet() {
        assertThat(Configs.with().membership()).isEqualTo(MembershipSettings.DEFAULT);
        assertThat(Configs.with().storms()).isEqualTo(StormSettings.DEFAULT.withApiUrl("http://127.0.0.1:8787"));
        assertThat(Configs.with("membership.groups.per.segment", "7", "membership.sources.per.group", "8",
            "membership.hosts.per.group", "9", "membership.retention.ms", "60000", "membership.step.ms", "5")
            .membership()).isEqualTo(new MembershipSettings(new Limits(7, 8, 9), Duration.ofMinutes(1),
            Duration.ofMillis(5)));
        assertThat(Configs.with("storms.floor.pps", "2.5", "storms.ratio", "4", "storms.sigmas", "5",
            "storms.sustain.seconds", "2", "storms.learn.seconds", "30", "storms.memory.seconds", "31",
            "storms.stale.seconds", "32", "storms.breadth.reporters", "33", "storms.breadth.destinations", "34",
            "storms.breadth.flows", "35", "storms.breadth.seconds", "30", "storms.breadth.ratio", "36",
            "storms.quiet.ratio", "0.25", "storms.hold.down.ms", "5000", "storms.max.age.ms", "6000",
            "storms.update.every.ms", "4000",
            "storms.update.at.once.ms", "3000", "storms.reopen.within.ms", "2000", "storms.late.after.ms", "1000",
            "storms.correlation", "site", "storms.echo.floor.pps", "50", "storms.query.floor.pps", "6",
            "storms.report.floor.pps", "70")
            .storms().policy()).isEqualTo(new StormPolicy(new StormPolicy.Excess(2.5, 4, 5, 2, 30, 31, 32),
                new StormPolicy.Breadth(33, 34, 35, 30, 36), new StormPolicy.Floods(50, 6, 70),
                new StormPolicy.Life(0.25, Duration.ofSeconds(5),
                    Duration.ofSeconds(6), Duration.ofSeconds(4), Duration.ofSeconds(3), Duration.ofSeconds(2),
                    Duration.ofSeconds(1)), Correlation.SITE));
    }

    @Test
    void linksInAlerts() {
        assertThat(Configs.with("api.port", "0").storms().apiUrl()).isNull();
        assertThat(Configs.with("api.host", "::1", "api.port", "1").storms().apiUrl()).isEqualTo("http://[::1]:1");
        assertThat(Configs.with("api.tls.keystore", "/k").storms().apiUrl()).isEqualTo("https://127.0.0.1:8787");
        assertThat(Configs.with("api.url", "https://tide.example.net/").storms().apiUrl())
            .isEqualTo("https://tide.example.net");
        assertThat(Configs.with("storms.retention.ms", "60000", "storms.alerts.per.partition", "3",
            "storms.runbook.url", "https://example.net/", "storms.documents", "ecs,ocsf", "api.port", "0").storms())
            .isEqualTo(new StormSettings(StormPolicy.DEFAULT, Duration.ofMinutes(1), 3, null, "https://example.net/",
                Set.of(AlertFormat.ECS, AlertFormat.OCSF)));
    }

    @Test
    void rulesThatContradictEachOther() {
        assertThatThrownBy(() -> Configs.with("storms.memory.seconds", "10")).isInstanceOf(ConfigException.class)
            .hasMessage("The settings under storms. contradict each other: storm policy: memorySeconds can't be 10");
    }

    @Test
    void anUnknownKeyIsAnError() {
        assertThatThrownBy(() -> Settings.merge(ProcessorsConfig.definition(), null, Map.of(),
            Map.of("api.prot", "1"))).isInstanceOf(OperatorError.class)
            .hasMessageStartingWith("There is no setting api.prot.");
    }
}

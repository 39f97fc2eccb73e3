package io.tidewatch.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.schemas.config.TlsFiles;
import io.tidewatch.standalone.console.StopRequest;
import io.tidewatch.standalone.console.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How answers of the API are asked for and printed. */
@Timeout(30)
class QueryTest {
    private static final String GROUPS = """
        {"items": [
          {"segment": "hall", "group": "232.1.1.1", "filter_mode": "INCLUDE", "member_count": 2,
           "sources": [{"address": "9.9.0.5", "blocked": false}, {"address": "10.9.0.6", "blocked": false}],
           "tracking": "ALL", "coverage": "FULL", "started_at": "2026-11-24T15:29:24.05Z", "expires_at": null},
          {"segment": "hall", "group": "239.1.1.3", "filter_mode": "EXCLUDE", "member_count": 1,
           "sources": [{"address": "10.9.0.7", "blocked": true}],
           "tracking": "SOME", "coverage": "FULL", "started_at": "2026-11-24T15:29:31Z",
           "expires_at": "2026-11-24T15:30:31.12Z"}],
         "as_of": "2026-11-24T15:30:00Z", "watermark": "2026-11-24T15:30:10Z", "coverage": "FULL", "final": false,
         "next": null}
        """;

    private StubApi api;

    @BeforeEach
    void start() throws IOException {
        api = new StubApi();
    }

    @AfterEach
    void stop() throws IOException {
        api.close();
    }

    private Run query(String... arguments) {
        String[] all = new String[arguments.length + 3];
        all[0] = "query";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        all[arguments.length + 1] = "--api";
        all[arguments.length + 2] = api.url();
        return Run.of(all);
    }

    @Test
    void tableOfGroupsAsOfThen() {
        api.answer("/api/v1/segments/hall%2F2/groups?asOf=2026-11-24T15%3A30%3A00Z", GROUPS);

        Run run = query("groups", "--segment", "hall/2", "--as-of", "2026-11-24T15:30:00");

        assertThat(run.err()).isEmpty();
        assertThat(run.out()).isEqualTo("""
            SEGMENT  GROUP      MODE     SOURCES           MEMBERS  TRACKING  STARTED               EXPIRES
            hall     232.1.1.1  INCLUDE  9.9.0.5 10.9.0.6  2        ALL       2026-11-24T15:29:24Z  -
            hall     239.1.1.3  EXCLUDE  !10.9.0.7         1        SOME      2026-11-24T15:29:31Z  2026-11-24T15:30:31Z
            (as of 2026-11-24T15:30:00Z, seen up to 2026-11-24T15:30:10Z, coverage FULL, may still change)
            """);
        assertThat(run.exitCode()).isZero();
    }

    @Test
    void csvQuotesWhatNeedsIt() {
        api.answer("/api/v1/alerts?status=ACTIVE", """
            {"items": [{"status": "ACTIVE", "severity": "HIGH", "scope": {"value": "loop, \\"big\\""},
             "peak_rate_pps": 120.04, "alert_id": "a1"}], "next": null}
            """);

        Run run = query("alerts", "--status", "ACTIVE", "--output", "csv");

        assertThat(run.lines()).hasSize(2);
        assertThat(run.lines().get(1)).startsWith("ACTIVE,HIGH,").contains(",\"loop, \"\"big\"\"\"").endsWith(",a1");
        assertThat(run.lines().get(1)).contains(",120.0,");
    }

    @Test
    void pagesBecomeOneAnswer() {
        api.answer("/api/v1/sensors", "{\"items\": [{\"sensor\": \"a\"}], \"next\": \"c 1\"}");
        api.answer("/api/v1/sensors?cursor=c%201", "{\"items\": [{\"sensor\": \"b\"}], \"next\": null}");

        Run run = query("sensors", "--output", "json");

        assertThat(run.out().replaceAll("\\s", "")).isEqualTo("{\"items\":[{\"sensor\":\"a\"},{\"sensor\":\"b\"}]}");
        assertThat(api.asked()).containsExactly("/api/v1/sensors", "/api/v1/sensors?cursor=c%201");
    }

    @Test
    void groupIsLookedForOnEverySegment() {
        api.answer("/api/v1/segments", "{\"items\": [{\"segment\": \"a\"}, {\"segment\": \"b\"}], \"next\": null}");
        api.answer("/api/v1/segments/b/groups/239.1.1.1/members",
            "{\"items\": [{\"segment\": \"b\", \"group\": \"239.1.1.1\", \"host\": \"10.0.0.1\"}], \"next\": null}");

        Run run = query("members", "239.1.1.1");

        assertThat(run.exitCode()).isZero();
        assertThat(run.lines()).hasSize(2);
        assertThat(run.lines().get(1)).startsWith("b        239.1.1.1  10.0.0.1");
    }

    @Test
    void refusalIsAParagraph() {
        api.answer("/api/v1/segments/a/groups", 503, "{\"title\": \"Not ready\", \"detail\": \"State is restored\"}");

        Run run = query("groups", "--segment", "a");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.paragraph()).isEqualTo("The query API did not answer /api/v1/segments/a/groups: Not ready. "
            + "State is restored. Ask again in a moment; /readyz of the API says what it waits for.");
    }

    @Test
    void whatIsNotThereIsAParagraph() {
        Run run = query("alerts", "nosuch");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.paragraph()).isEqualTo("The query API did not answer /api/v1/alerts/nosuch: status 404. The API "
            + "says no more. tidewatch query segments and tidewatch query groups list what there is.");
    }

    @Test
    void serverThatIsNoApi() {
        api.answer("/api/v1/segments", "<html>");

        Run run = query("segments");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.paragraph()).startsWith("What answers at " + api.url()
            + "/api/v1/segments is not Tidewatch's query API.");
    }

    @Test
    void timeThatIsNone() {
        Run run = query("groups", "--as-of", "yesterday");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.paragraph()).startsWith("--as-of yesterday is no time.");
    }

    @Test
    void overTlsWithATokenFromAFile(@TempDir Path folder) throws IOException, InterruptedException {
        Path keys = folder.resolve("keys.p12");
        keytool("-genkeypair", "-alias", "api", "-keyalg", "EC", "-dname", "CN=api", "-ext", "san=ip:127.0.0.1",
            "-storetype", "PKCS12", "-keystore", keys.toString(), "-storepass", "only-here");
        Path authority = folder.resolve("ca.pem");
        keytool("-exportcert", "-rfc", "-alias", "api", "-keystore", keys.toString(), "-storepass", "only-here",
            "-file", authority.toString());
        Path token = Files.writeString(folder.resolve("token"), "# of the console\n\nthe-token-of-the-file\n");
        try (StubApi secure = new StubApi(new TlsFiles(keys, null, "only-here", null).context("a test"))) {
            secure.answer("/api/v1/sensors", "{\"items\": [{\"sensor\": \"a\"}], \"next\": null}");

            Run trusting = Run.of("query", "sensors", "--output", "csv", "--api", secure.url(), "--ca",
                authority.toString(), "--token-file", token.toString());
            Run strange = Run.of("query", "sensors", "--api", secure.url());

            assertThat(trusting.err()).isEmpty();
            assertThat(trusting.lines()).element(1).asString().startsWith("a,");
            assertThat(secure.headers()).singleElement().asString()
                .contains("Authorization: Bearer the-token-of-the-file");
            assertThat(strange.exitCode()).isEqualTo(1);
            assertThat(strange.paragraph()).startsWith("The query API can't be reached at " + secure.url())
                .contains("with --ca");
        }
    }

    @Test
    void fileWithoutAToken(@TempDir Path folder) throws IOException {
        Path empty = Files.writeString(folder.resolve("token"), "# none\n");

        assertThat(query("sensors", "--token-file", empty.toString()).paragraph())
            .startsWith("--token-file " + empty + " does not do. It holds no token.");
        assertThat(query("sensors", "--token-file", folder.resolve("nowhere").toString()).exitCode()).isEqualTo(1);
    }

    private static void keytool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/keytool")
            .toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    @Test
    void filtersAreParameters() {
        api.answer("/api/v1/segments/hall/groups?family=ipv4&group=239.1.0.0%2F16&host=10.0.0.1&source=10.9.0.7"
            + "&mode=exclude&since=2026-11-24T15%3A30%3A00Z", GROUPS);
        api.answer("/api/v1/hosts/10.0.0.1?segment=hall&family=ipv6&mode=include", "{\"items\": [], \"next\": null}");

        assertThat(query("groups", "--segment", "hall", "--family", "ipv4", "--group", "239.1.0.0/16", "--host",
            "10.0.0.1", "--source", "10.9.0.7", "--mode", "exclude", "--since", "2026-11-24T15:30:00").exitCode())
            .isZero();
        assertThat(query("hosts", "10.0.0.1", "--segment", "hall", "--family", "ipv6", "--mode", "include").lines())
            .hasSize(2);
    }

    @Test
    void windowsAreATable() {
        api.answer("/api/v1/segments/hall/groups/239.1.1.1/windows?size=1h", """
            {"items": [{"window_start": "2026-11-24T15:00:00.000Z", "segment": "hall", "group": "239.1.1.1", "joins": 2,
             "leaves": 1, "expiries": 0, "members_min": 0, "members_max": 2, "members_last": 1, "members_mean": 1.25,
             "zaps": 0, "zap_mean_ms": null, "coverage": "FULL", "final": true}],
             "as_of": "2026-11-24T15:30:00Z", "final": true, "stale": true, "lag": 3, "next": null}
            """);

        assertThat(query("windows", "239.1.1.1", "--segment", "hall", "--size", "1h").out()).isEqualTo("""
            FROM                  SEGMENT  GROUP      JOINS  LEAVES  EXPIRIES  MIN  MAX  LAST  MEAN  ZAPS  ZAP MS  \
            COVERAGE  FINAL
            2026-11-24T15:00:00Z  hall     239.1.1.1  2      1       0         0    2    1     1.3   0     -       \
            FULL      true
            (as of 2026-11-24T15:30:00Z, from a copy that lay 3 records behind)
            """);
    }

    @Test
    void changesGoOnAfterALostConnection() {
        api.answer("/api/v1/stream?segment=hall", """
            id: c0-1
            event: begin
            data: {}

            id: c0-2
            event: change
            data: {"at":"2026-11-24T15:30:00.123Z","type":"HOST_JOINED","segment":"hall","group":"239.1.1.1"}

            : alive
            id: c0-3

            """);

        Run run = query("changes", "--segment", "hall", "--count", "2", "--output", "csv");

        assertThat(run.exitCode()).isZero();
        assertThat(run.lines()).containsExactly("at,type,cause,segment,group,host,before,after,member_count",
            "2026-11-24T15:30:00.123Z,HOST_JOINED,,hall,239.1.1.1,,,,",
            "2026-11-24T15:30:00.123Z,HOST_JOINED,,hall,239.1.1.1,,,,");
        assertThat(api.headers()).element(1).asString().contains("Last-Event-ID: c0-3");
    }

    @Test
    void watchingPrintsWhatHasChanged() throws InterruptedException {
        String sensor = "{\"items\": [{\"sensor\": \"%s\"}], \"as_of\": \"%s\", \"next\": null}";
        api.answer("/api/v1/sensors", sensor.formatted("a", "2026-11-24T15:30:00Z"));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
        AtomicInteger exitCode = new AtomicInteger(-1);
        Thread watching = new Thread(() -> exitCode.set(Tidewatch.run(new Terminal(print, print, false),
            new StopRequest(), "query", "sensors", "--watch", "--interval", "0.3", "--output", "csv", "--api",
            api.url())));
        watching.start();
        while (api.asked().size() < 3) {
            Thread.onSpinWait();
        }
        api.answer("/api/v1/sensors", sensor.formatted("b", "2026-11-24T15:30:01Z"));
        int seen = api.asked().size();
        while (api.asked().size() < seen + 3) {
            Thread.onSpinWait();
        }
        // Between two questions: in the middle of one it would be an error.
        while (watching.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        watching.interrupt();
        watching.join();
        assertThat(exitCode).hasValue(0);
        assertThat(out.toString(StandardCharsets.UTF_8).lines().filter(line -> !line.startsWith("sensor")))
            .containsExactly("a,,,,,,,", "", "b,,,,,,,");
    }
}

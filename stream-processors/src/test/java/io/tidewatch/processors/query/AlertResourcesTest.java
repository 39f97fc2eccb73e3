package io.tidewatch.processors.query;

import static io.tidewatch.processors.query.ServedState.compact;
import static io.tidewatch.processors.query.ServedState.next;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidewatch.processors.SampleAlerts;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AlertResourcesTest {
    private static final String LOOP = SampleAlerts.open().getAlertId();
    private static final String SCAN = SampleAlerts.scan().getAlertId();

    private final ServedState api = new ServedState("");

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void everyStepOfAnAlert() throws IOException {
        assertThat(api.get("/api/v1/alerts/" + LOOP).body()).isEqualTo(resource("alert.json"));
    }

    @Test
    void alertsNewestFirst() throws IOException {
        JsonNode answer = new ObjectMapper().readTree(api.get("/api/v1/alerts").body());
        assertThat(answer.at("/items/0/alert_id").asText()).isEqualTo(SCAN);
        assertThat(answer.at("/items/1/alert_id").asText()).isEqualTo(LOOP);
        assertThat(answer.at("/items/1/status").asText()).isEqualTo("CLOSED");
        assertThat(answer.get("items")).hasSize(2);
    }

    @Test
    void alertsOfAStatusOrASegment() {
        assertThat(api.get("/api/v1/alerts?status=active").body()).contains(SCAN).doesNotContain(LOOP);
        assertThat(api.get("/api/v1/alerts?status=CLOSED").body()).contains(LOOP).doesNotContain(SCAN + "\",\"event");
        assertThat(api.get("/api/v1/alerts?segment=office").body()).contains(SCAN).doesNotContain(LOOP);
        assertThat(api.get("/api/v1/alerts?segment=lab&status=closed").body()).contains(LOOP);
        assertThat(api.get("/api/v1/alerts?segment=elsewhere").body()).isEqualTo(compact("""
            {"items":[],"as_of":"2026-01-01T00:01:00.000Z","watermark":null,"coverage":null,"final":null,
             "next":null,"stale":false,"lag":0}"""));
    }

    /** The loop went on from 00:00:00 to 00:01:35.250, the scan goes on. */
    @Test
    void alertsThatWereGoingOn() {
        assertThat(api.get("/api/v1/alerts?from=2026-01-01T00:00:10Z&to=2026-01-01T00:00:10Z").body()).contains(LOOP);
        assertThat(api.get("/api/v1/alerts?from=2026-01-01T00:01:35.250Z").body()).contains(LOOP, SCAN);
        assertThat(api.get("/api/v1/alerts?from=2026-01-01T00:01:35.251Z").body()).contains(SCAN)
            .doesNotContain(LOOP);
        assertThat(api.get("/api/v1/alerts?to=2025-12-31T23:59:59.999Z").body()).doesNotContain(LOOP, SCAN);
        assertThat(api.get("/api/v1/alerts?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z").statusCode())
            .isEqualTo(400);
    }

    @Test
    void alertsPageByPage() {
        HttpResponse<String> first = api.get("/api/v1/alerts?limit=1");
        HttpResponse<String> last = api.get("/api/v1/alerts?limit=1&cursor=" + next(first));
        assertThat(first.body()).contains(SCAN).doesNotContain(LOOP);
        assertThat(last.body()).contains(LOOP);
        assertThat(next(last)).isNull();
    }

    @Test
    void anAlertThatIsNotThere() {
        assertThat(api.get("/api/v1/alerts/nothing").body()).isEqualTo(compact("""
            {"type":"about:blank","title":"Not Found","status":404,
             "detail":"There is no alert 'nothing'; /api/v1/alerts lists them."}"""));
    }

    @Test
    void sensors() {
        HttpResponse<String> first = api.get("/api/v1/sensors?limit=1");
        assertThat(first.body()).isEqualTo(compact("""
            {"items":[{"sensor":"demo","interface":"eth0","boot_id":"boot","state":"RUNNING","version":"1",
              "started_at":"2026-01-01T00:00:00.000Z","sent_at":"2026-01-01T00:00:59.000Z","sequence":7,
              "received":10,"kernel_received":0,"kernel_dropped":0,"interface_dropped":0,"interruptions":0,
              "filtered":3,"fragments":0,"decoded":7,
              "malformed":0,"coalesced":0,"spooled":0,"pending":0,"published":7,"lost":0,"defects":[],"clocks":[],
              "replay":null,"error":null,"delivery":null,"delivery_error":null,"spool":null,"spool_error":null,
              "spool_bytes":0,"spool_oldest_at":null,"recovered":0,"recovered_published":0,"recovered_lost":0,
              "recovered_spooled":0}],
             "as_of":"2026-01-01T00:01:00.000Z","watermark":null,"coverage":null,"final":null,
             "next":"ZGVtbzpldGgw"}"""));
        assertThat(api.get("/api/v1/sensors?cursor=" + next(first)).body()).contains("\"sensor\":\"second\"")
            .doesNotContain("\"sensor\":\"demo\"");
    }

    private static String resource(String name) throws IOException {
        try (InputStream stream = AlertResourcesTest.class.getResourceAsStream(name)) {
            return compact(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}

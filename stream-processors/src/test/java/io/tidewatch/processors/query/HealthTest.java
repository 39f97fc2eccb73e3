package io.tidewatch.processors.query;

import static io.tidewatch.processors.query.ServedState.compact;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HealthTest {
    private final ServedState api = new ServedState("");

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void allIsWell() {
        String expected = compact("""
            {"ok":true,"parts":[{"name":"sensors","state":"READING","ready":true,"alive":true},
              {"name":"membership","state":"RUNNING","ready":true,"alive":true}]}""");
        assertThat(api.get("/livez").body()).isEqualTo(expected);
        assertThat(api.get("/readyz").body()).isEqualTo(expected);
    }

    @Test
    void restoringIsAliveButNotReady() {
        api.state.health(false, true);
        assertThat(api.get("/livez").statusCode()).isEqualTo(200);
        HttpResponse<String> ready = api.get("/readyz");
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(ready.body()).isEqualTo(compact("""
            {"ok":false,"parts":[{"name":"sensors","state":"READING","ready":true,"alive":true},
              {"name":"membership","state":"REBALANCING","ready":false,"alive":true}]}"""));
    }

    @Test
    void whatHasStoppedIsNotAlive() {
        api.state.health(false, false);
        assertThat(api.get("/livez").statusCode()).isEqualTo(503);
        assertThat(api.get("/readyz").statusCode()).isEqualTo(503);
    }

    @Test
    void metrics() {
        HttpResponse<String> answer = api.get("/metrics");
        assertThat(answer.body()).isEqualTo("tidewatch_up 1.0\n");
        assertThat(answer.headers().firstValue("Content-Type")).contains("text/plain; version=0.0.4; charset=utf-8");
    }
}

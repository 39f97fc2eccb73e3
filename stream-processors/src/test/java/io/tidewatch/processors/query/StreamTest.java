package io.tidewatch.processors.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.processors.SampleAlerts;
import io.tidewatch.schemas.MembershipChange;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StreamTest {
    private final ServedState api = new ServedState("");
    private final FakeTopics topics = api.topics;

    @AfterEach
    void stop() {
        api.close();
    }

    private Listening listen(String query, String lastEventId) {
        Listening client = new Listening(api.address(), query, lastEventId);
        assertThat(client.next().name()).isEqualTo("begin");
        return client;
    }

    private static String change(Listening.Event event) {
        assertThat(event.name()).isEqualTo("change");
        return event.data().path("change_id").asText();
    }

    @Test
    void tellsWhatHappensFromNowOn() {
        topics.change("before", "lan", "239.1.1.1", "10.0.0.1");
        try (Listening client = listen("", null)) {
            MembershipChange now = topics.change("now", "lan", "239.1.1.1", "10.0.0.2");
            Listening.Event event = client.next();
            assertThat(event.data()).hasToString(Json.tree(now).toString());
            topics.alert(SampleAlerts.open(), 1);
            Listening.Event alert = client.next();
            assertThat(alert.name()).isEqualTo("alert");
            assertThat(alert.data().path("alert_id").asText()).isEqualTo(SampleAlerts.open().getAlertId());
        }
    }

    @Test
    void goesOnWhereAClientStoppedHoweverOften() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        String id;
        try (Listening client = new Listening(api.address(), "", null)) {
            id = client.next().id();
        }
        List<String> published = new ArrayList<>();
        List<String> told = new ArrayList<>();
        for (int round = 0; round < 20; round++) {
            for (int i = 0; i < random.nextInt(6); i++) {
                String name = round + "-" + i;
                topics.change(name, "segment" + random.nextInt(7), "239.1.1.1", "10.0.0.1");
                published.add(name);
            }
            int read = random.nextInt(published.size() - told.size() + 1);
            try (Listening client = listen("", id)) {
                for (int i = 0; i < read; i++) {
                    Listening.Event event = client.next();
                    told.add(change(event));
                    id = event.id();
                }
            }
        }
        try (Listening client = listen("", id)) {
            while (told.size() < published.size()) {
                told.add(change(client.next()));
            }
        }
        assertThat(told).as("seed " + seed).containsExactlyInAnyOrderElementsOf(published);
    }

    @Test
    void onlyWhatIsAskedFor() {
        try (Listening segment = listen("?segment=lan", null); Listening group = listen("?group=239.1.0.0/16", null);
             Listening host = listen("?host=10.0.0.1&segment=lan", null)) {
            topics.alert(SampleAlerts.open(), 0);
            topics.change("a", "wan", "239.1.1.1", "10.0.0.1");
            topics.change("b", "lan", "239.2.1.1", null);
            topics.change("c", "lan", "239.1.1.1", "10.0.0.1");
            assertThat(change(segment.next())).isEqualTo("b");
            assertThat(change(segment.next())).isEqualTo("c");
            assertThat(List.of(change(group.next()), change(group.next()))).containsExactlyInAnyOrder("a", "c");
            assertThat(change(host.next())).isEqualTo("c");
        }
    }

    @Test
    void anIdThatIsNone() {
        try (Listening client = new Listening(api.address(), "?segment=lan", null)) {
            String id = client.next().id();
            for (String wrong : List.of("x", "c0", "c0-", "c0-0", id + ".c99999-0", "-", "c0-zzzzzzzzzzzzz")) {
                HttpResponse<String> answer = api.get("/api/v1/stream", "Last-Event-ID", wrong);
                assertThat(answer.statusCode()).as(wrong).isEqualTo(400);
                assertThat(answer.body()).contains("is not the id of an event of this stream");
            }
            assertThat(api.get("/api/v1/stream?lastEventId=" + id).statusCode()).isEqualTo(400);
        }
    }

    @Test
    void whatIsNotKeptAnyMoreIsTold() {
        String id;
        try (Listening client = new Listening(api.address(), "", null)) {
            id = client.next().id();
        }
        topics.change("lost", "lan", "239.1.1.1", "10.0.0.1");
        topics.forget();
        try (Listening client = listen("", id)) {
            assertThat(client.next().name()).isEqualTo("gap");
            topics.change("kept", "lan", "239.1.1.1", "10.0.0.2");
            assertThat(change(client.next())).isEqualTo("kept");
        }
    }

    @Test
    void onlySoManyClients() {
        List<Listening> clients = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            clients.add(listen("", null));
        }
        HttpResponse<String> refused = api.get("/api/v1/stream");
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        assertThat(refused.body()).contains("As many clients as api.stream.clients allows, 4, listen already.");
        assertThat(api.get("/api/v1/segments").statusCode()).isEqualTo(200);
        clients.forEach(Listening::close);
    }

    @Test
    void aStopIsToldToTheClients() {
        try (Listening client = listen("", null)) {
            api.close();
            Listening.Event end = client.next();
            assertThat(end.name()).isEqualTo("end");
            assertThat(end.data().path("detail").asText()).startsWith("this instance stops");
            assertThat(topics.ended).containsExactly(StreamEnd.STOPPING);
        }
    }

    @Test
    void headAsksOnlyWhetherThereIsAStream() {
        for (int i = 0; i < 10; i++) {
            HttpResponse<String> answer = api.ask("HEAD", "/api/v1/stream");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Content-Type")).contains("text/event-stream");
        }
    }
}

package io.tidewatch.processors.query;

import static io.tidewatch.processors.query.ServedState.compact;
import static io.tidewatch.processors.query.ServedState.next;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MembershipResourcesTest {
    private static final String LIVE = "/api/v1/segments/a%2Fb";
    private static final String GROUP = """
        {"segment":"a/b","group":"239.1.1.1","family":"IPV4","filter_mode":"EXCLUDE",
         "sources":[{"address":"10.9.9.9","blocked":true,"expires_at":null}],
         "compatibility_version":3,"member_count":2,"tracking":"EXPLICIT","coverage":"FULL",
         "started_at":"2026-01-01T00:00:00.000Z","changed_at":"2026-01-01T00:00:02.000Z",
         "last_report_at":"2026-01-01T00:00:02.000Z","expires_at":"2026-01-01T00:04:32.500Z","sequence":2""";
    private static final String MEMBER = """
        {"segment":"a/b","group":"239.1.1.1","family":"IPV4","host":"%s","mac":null,"filter_mode":"INCLUDE",
         "sources":["10.9.9.8"],"version":3,"tracking":"EXPLICIT","joined_at":"2026-01-01T00:00:00.000Z",
         "changed_at":"2026-01-01T00:00:00.000Z","last_report_at":"2026-01-01T00:00:02.000Z",
         "expires_at":"2026-01-01T00:04:32.000Z"}""";
    private static final String STAY = """
        {"segment":"a/b","group":"239.1.1.1","family":"IPV4","host":"%s","mac":"02:00:00:00:00:05",
         "filter_mode":"EXCLUDE","sources":[],"version":3,"tracking":"EXPLICIT","from":"%s","to":%s,"ended_by":%s}""";

    private final ServedState api = new ServedState("");

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void segments() {
        HttpResponse<String> answer = api.get("/api/v1/segments");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(answer.body()).isEqualTo(compact("""
            {"items":[
              {"segment":"a/b","families":["IPV4","IPV6"],"group_count":3,"as_of":"2026-01-01T00:01:00.000Z",
               "watermark":"2026-01-01T00:00:59.000Z","coverage":"FULL","final":false,
               "sensors":["demo:eth0","second:eth1"]},
              {"segment":"new","families":[],"group_count":0,"as_of":"2026-01-01T00:01:00.000Z","watermark":null,
               "coverage":"PARTIAL","final":false,
               "sensors":["demo:eth2"]},
              {"segment":"old","families":[],"group_count":0,"as_of":"2026-01-01T00:00:10.000Z",
               "watermark":"2026-01-01T00:00:10.000Z","coverage":"BLIND","final":true,"sensors":[]}],
             "as_of":"2026-01-01T00:00:10.000Z","watermark":null,"coverage":"BLIND","final":false,"next":null,
             "stale":false,"lag":0}"""));
    }

    @Test
    void groupsOfOneFamily() {
        assertThat(api.get(LIVE + "/groups?family=ipv4&group=239.1.1.1").body()).isEqualTo(compact("{\"items\":["
            + GROUP + "}],\"as_of\":\"2026-01-01T00:01:00.000Z\",\"watermark\":\"2026-01-01T00:00:59.000Z\","
            + "\"coverage\":\"FULL\",\"final\":false,\"next\":null,\"stale\":false,\"lag\":0}"));
        assertThat(api.get(LIVE + "/groups?family=IPV6").body()).contains("ff05::1:3").doesNotContain("239.");
    }

    @Test
    void groupsPageByPage() {
        HttpResponse<String> first = api.get(LIVE + "/groups?limit=2");
        assertThat(first.body()).contains("239.1.1.1", "239.1.1.2").doesNotContain("ff05::1:3");
        HttpResponse<String> last = api.get(LIVE + "/groups?limit=2&cursor=" + next(first));
        assertThat(last.body()).contains("ff05::1:3").doesNotContain("239.1.1");
        assertThat(next(last)).isNull();
    }

    @Test
    void segmentsPageByPage() {
        HttpResponse<String> first = api.get("/api/v1/segments?limit=1");
        HttpResponse<String> second = api.get("/api/v1/segments?limit=1&cursor=" + next(first));
        HttpResponse<String> third = api.get("/api/v1/segments?limit=1&cursor=" + next(second));
        assertThat(first.body()).contains("\"segment\":\"a/b\"");
        assertThat(second.body()).contains("\"segment\":\"new\"");
        assertThat(third.body()).contains("\"segment\":\"old\"");
        assertThat(next(third)).isNull();
    }

    @Test
    void oneGroup() {
        assertThat(api.get(LIVE + "/groups/239.1.1.1").body()).isEqualTo(compact(GROUP
            + ",\"as_of\":\"2026-01-01T00:01:00.000Z\",\"watermark\":\"2026-01-01T00:00:59.000Z\",\"final\":false,"
            + "\"stale\":false,\"lag\":0}"));
    }

    @Test
    void aGroupThatIsNotThere() {
        HttpResponse<String> answer = api.get(LIVE + "/groups/239.9.9.9");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).isEqualTo(compact("""
            {"type":"about:blank","title":"Not Found","status":404,
             "detail":"Group 239.9.9.9 has no members on segment a/b as of 2026-01-01T00:01:00.000Z."}"""));
    }

    @Test
    void members() {
        assertThat(api.get(LIVE + "/groups/239.1.1.1/members").body()).isEqualTo(compact("{\"items\":["
            + MEMBER.formatted("10.0.0.5") + "," + MEMBER.formatted("10.0.0.6")
            + "],\"as_of\":\"2026-01-01T00:01:00.000Z\",\"watermark\":\"2026-01-01T00:00:59.000Z\","
            + "\"coverage\":\"FULL\",\"final\":false,\"next\":null,\"stale\":false,\"lag\":0}"));
    }

    @Test
    void membersPageByPage() {
        HttpResponse<String> first = api.get(LIVE + "/groups/239.1.1.1/members?limit=1");
        HttpResponse<String> last = api.get(LIVE + "/groups/239.1.1.1/members?limit=1&cursor=" + next(first));
        assertThat(first.body()).contains("10.0.0.5").doesNotContain("10.0.0.6");
        assertThat(last.body()).contains("10.0.0.6").doesNotContain("10.0.0.5");
        assertThat(next(last)).isNull();
    }

    @Test
    void historyOfAGroupOldestFirst() {
        HttpResponse<String> answer = api.get(LIVE + "/groups/239.1.1.1/history");
        assertThat(answer.body()).isEqualTo(compact("{\"items\":["
            + STAY.formatted("10.0.0.5", "2026-01-01T00:00:01.000Z", "\"2026-01-01T00:00:30.000Z\"", "\"LEAVE\"") + ","
            + STAY.formatted("10.0.0.6", "2026-01-01T00:00:02.000Z", "null", "null")
            + "],\"as_of\":\"2026-01-01T00:01:00.000Z\",\"watermark\":\"2026-01-01T00:00:59.000Z\","
            + "\"coverage\":\"FULL\",\"final\":false,\"next\":null,\"stale\":false,\"lag\":0}"));
        assertThat(api.state.asked).containsExactly(Instant.EPOCH, KnownState.NOW);
    }

    @Test
    void historyPageByPage() {
        HttpResponse<String> first = api.get(LIVE + "/groups/239.1.1.1/history?limit=1");
        HttpResponse<String> last = api.get(LIVE + "/groups/239.1.1.1/history?limit=1&cursor=" + next(first));
        assertThat(first.body()).contains("10.0.0.5").doesNotContain("10.0.0.6");
        assertThat(last.body()).contains("10.0.0.6").doesNotContain("10.0.0.5");
    }

    @Test
    void historyOfASpan() {
        api.get(LIVE + "/groups/239.1.1.1/history?from=2026-01-01T00:00:10Z&to=1767225620000");
        assertThat(api.state.asked).containsExactly(KnownState.T0.plusSeconds(10), KnownState.T0.plusSeconds(20));
    }

    @Test
    void oneHost() {
        assertThat(api.get("/api/v1/hosts/10.0.0.5").body()).isEqualTo(compact("{\"items\":["
            + STAY.formatted("10.0.0.5", "2026-01-01T00:00:01.000Z", "\"2026-01-01T00:00:30.000Z\"", "\"LEAVE\"") + ","
            + STAY.formatted("10.0.0.5", "2026-01-01T00:00:40.000Z", "null", "null")
            + "],\"as_of\":\"2026-01-01T00:01:00.000Z\",\"watermark\":\"2026-01-01T00:00:59.000Z\","
            + "\"coverage\":\"FULL\",\"final\":false,\"segments\":[{\"segment\":\"a/b\","
            + "\"as_of\":\"2026-01-01T00:01:00.000Z\",\"watermark\":\"2026-01-01T00:00:59.000Z\","
            + "\"coverage\":\"FULL\",\"final\":false}],\"next\":null,\"stale\":false,\"lag\":0}"));
        assertThat(api.get("/api/v1/hosts/10.0.0.9").body()).startsWith("{\"items\":[],");
    }

    @Test
    void oneHostAtAMoment() {
        String answer = api.get("/api/v1/hosts/10.0.0.5?asOf=2026-01-01T00:00:20Z").body();
        Instant moment = KnownState.T0.plusSeconds(20);
        assertThat(api.state.asked).containsExactly(moment, moment);
        assertThat(answer).contains("\"as_of\":\"2026-01-01T00:00:20.000Z\"");
    }

    @Test
    void querier() {
        assertThat(api.get(LIVE + "/querier").body()).isEqualTo(compact("""
            {"segment":"a/b","changed_at":"2026-01-01T00:00:00.000Z",
             "ipv4":{"status":"ELECTED","address":"10.0.0.1","mac":"02:00:00:00:00:01","version":3,
               "since":"2026-01-01T00:00:00.000Z","last_query_at":"2026-01-01T00:00:00.000Z","robustness":2,
               "query_interval_ms":125000,"query_response_interval_ms":10000,"last_member_query_ms":1000,
               "learned":true,"candidates":[{"address":"10.0.0.1","mac":"02:00:00:00:00:01","version":3,
                 "first_query_at":"2026-01-01T00:00:00.000Z","last_query_at":"2026-01-01T00:00:00.000Z",
                 "proxy":false}]},
             "ipv6":null,"as_of":"2026-01-01T00:01:00.000Z","watermark":"2026-01-01T00:00:59.000Z",
             "coverage":"FULL","final":false,"stale":false,"lag":0}"""));
        assertThat(api.get("/api/v1/segments/old/querier").body()).contains("No query was heard on segment old.");
    }

    @Test
    void queriersOfAllSegments() {
        assertThat(api.get("/api/v1/queriers").body()).isEqualTo(compact("""
            {"items":[{"segment":"a/b","changed_at":"2026-01-01T00:00:00.000Z",
              "ipv4":{"status":"ELECTED","address":"10.0.0.1","mac":"02:00:00:00:00:01","version":3,
                "since":"2026-01-01T00:00:00.000Z","last_query_at":"2026-01-01T00:00:00.000Z","robustness":2,
                "query_interval_ms":125000,"query_response_interval_ms":10000,"last_member_query_ms":1000,
                "learned":true,"candidates":[{"address":"10.0.0.1","mac":"02:00:00:00:00:01","version":3,
                  "first_query_at":"2026-01-01T00:00:00.000Z","last_query_at":"2026-01-01T00:00:00.000Z",
                  "proxy":false}]},
              "ipv6":null}],"as_of":"2026-01-01T00:01:00.000Z","watermark":"2026-01-01T00:00:59.000Z",
             "coverage":"FULL","final":false,"segments":[{"segment":"a/b","as_of":"2026-01-01T00:01:00.000Z",
               "watermark":"2026-01-01T00:00:59.000Z","coverage":"FULL","final":false}],
             "next":null,"stale":false,"lag":0}"""));
    }

    @Test
    void aMomentBehindTheWatermarkIsFinal() {
        String answer = api.get(LIVE + "/groups?asOf=2026-01-01T00:00:59Z").body();
        assertThat(answer).contains("\"as_of\":\"2026-01-01T00:00:59.000Z\"", "\"final\":true");
        assertThat(api.get(LIVE + "/groups?asOf=2025-12-31T23:59:59Z").body()).startsWith("{\"items\":[],");
    }

    @Test
    void aRecordingThatEndedIsToldAtItsEnd() {
        assertThat(api.get("/api/v1/segments/old/groups").body()).isEqualTo(compact("""
            {"items":[],"as_of":"2026-01-01T00:00:10.000Z","watermark":"2026-01-01T00:00:10.000Z",
             "coverage":"BLIND","final":true,"next":null,"stale":false,"lag":0}"""));
    }

    @Test
    void aSegmentThatHasToldNothingHasNoWatermark() {
        assertThat(api.get("/api/v1/segments/new/groups").body()).isEqualTo(compact("""
            {"items":[],"as_of":"2026-01-01T00:01:00.000Z","watermark":null,"coverage":"PARTIAL","final":false,
             "next":null,"stale":false,"lag":0}"""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-01-01T00:00:20Z", "1767225620000", "2026-01-01T01:00:20%2B01:00",
        "2026-01-01T01:00:20+01:00", "2026-01-01T00:00:20.000Z"})
    void formsOfATime(String text) {
        assertThat(api.get(LIVE + "/groups?asOf=" + text).statusCode()).isEqualTo(200);
        assertThat(api.state.asked).containsExactly(KnownState.T0.plusSeconds(20));
    }
}

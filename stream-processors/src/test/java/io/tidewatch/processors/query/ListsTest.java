package io.tidewatch.processors.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be asked of lists: filters and formats. */
class ListsTest {
    private static final String LIVE = "/api/v1/segments/a%2Fb";
    private final ServedState api = new ServedState("");

    @AfterEach
    void stop() {
        api.close();
    }

    private List<String> told(String path, String field) throws IOException {
        HttpResponse<String> answer = api.get(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode items = new ObjectMapper().readTree(answer.body()).path("items");
        return items.findValues(field).stream().map(JsonNode::asText).toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "family=ipv6|ff05::1:3", "group=239.1.1.0/31|239.1.1.1", "group=239.1.1.2/31|239.1.1.2",
        "group=ff05::/16|ff05::1:3", "group=FF05:|ff05::1:3", "group=0.0.0.0/0|239.1.1.1 239.1.1.2",
        "mode=include|", "mode=exclude|239.1.1.1 239.1.1.2 "
            + "ff05::1:3", "source=10.9.9.9|239.1.1.1 239.1.1.2 ff05::1:3", "source=10.9.9.8|",
        "since=2026-01-01T00:00:02Z|239.1.1.1 239.1.1.2 ff05::1:3", "since=2026-01-01T00:00:02.001Z|",
        "host=10.0.0.5|239.1.1.1", "host=10.0.0.9|", "host=10.0.0.5&family=ipv6|"})
    void groups(String query, String groups) throws IOException {
        assertThat(told(LIVE + "/groups?" + query, "group")).containsExactlyElementsOf(
            groups == null ? List.of() : List.of(groups.split(" ")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"host=10.0.0.4/31|10.0.0.5", "host=10.0.0.6|10.0.0.6", "mode=exclude|",
        "source=10.9.9.8|10.0.0.5 10.0.0.6", "since=2026-01-01T00:00:00.001Z|"})
    void members(String query, String hosts) throws IOException {
        assertThat(told(LIVE + "/groups/239.1.1.1/members?" + query, "host")).containsExactlyElementsOf(
            hosts == null ? List.of() : List.of(hosts.split(" ")));
    }

    @Test
    void stays() throws IOException {
        assertThat(told(LIVE + "/groups/239.1.1.1/history?host=10.0.0.5", "host")).containsExactly("10.0.0.5");
        assertThat(told(LIVE + "/groups/239.1.1.1/history?mode=include", "host")).isEmpty();
        assertThat(told("/api/v1/hosts/10.0.0.5?segment=old", "host")).isEmpty();
        assertThat(told("/api/v1/hosts/10.0.0.5?group=239.0.0.0/8", "host")).hasSize(2);
        assertThat(told("/api/v1/hosts/02-00-00-00-00-05", "host")).containsExactly("10.0.0.5", "10.0.0.5");
        assertThat(told(LIVE + "/groups/239.1.1.1/history?host=02:00", "host"))
            .containsExactly("10.0.0.5", "10.0.0.6");
        assertThat(told(LIVE + "/groups/239.1.1.1/history?host=03:00", "host")).isEmpty();
        assertThat(told(LIVE + "/groups/239.1.1.1/history?host=10.0.0.6/32", "host")).containsExactly("10.0.0.6");
    }

    @ParameterizedTest
    @ValueSource(strings = {"group=239.1.1.0/33", "group=ff05::/129", "group=x", "group=239.1.1/24", "group=/8",
        "group=239.1.1.0/-1", "source=10.0.0.0/8", "host=name", "since=soon", "mode=both", "format=xml"})
    void whatIsNoFilter(String query) {
        assertThat(api.get(LIVE + "/groups?" + query).statusCode()).isEqualTo(400);
    }

    @Test
    void prefixesOfEveryLength() {
        for (int bits = 0; bits <= 32; bits++) {
            Predicate<String> prefix = Prefix.of("group", "10.170.85.255/" + bits);
            for (int bit = 0; bit < 32; bit++) {
                long other = 0x0aaa55ffL ^ 1L << 31 - bit;
                assertThat(prefix.test((other >> 24) + "." + (other >> 16 & 255) + "." + (other >> 8 & 255) + "."
                    + (other & 255))).as("bit " + bit + " of /" + bits).isEqualTo(bit >= bits);
            }
        }
        assertThat(Prefix.of("group", "::ffff:10.0.0.0/104").test("::ffff:10.1.2.3")).isTrue();
        assertThat(Prefix.of("group", "::ffff:10.0.0.0/104").test("10.1.2.3")).isFalse();
        assertThatThrownBy(() -> Prefix.of("group", "a/b/c")).isInstanceOf(Problem.class);
    }

    @Test
    void groupsOfAllSegments() throws IOException {
        assertThat(told("/api/v1/groups", "group")).containsExactly("239.1.1.1", "239.1.1.2", "ff05::1:3");
        assertThat(told("/api/v1/groups?segment=a/b&family=ipv6", "group")).containsExactly("ff05::1:3");
        assertThat(told("/api/v1/groups?segment=old", "group")).isEmpty();
        assertThat(told("/api/v1/groups?host=10.0.0.5&asOf=2026-01-01T00:00:20Z", "group"))
            .as("only where the host was").containsExactly("239.1.1.1");
        assertThat(told("/api/v1/groups?host=10.0.0.77", "group")).isEmpty();
        assertThat(api.get("/api/v1/groups?asOf=2026-02-01T00:00:00Z").body()).contains("asOf lies in the future");
        HttpResponse<String> first = api.get("/api/v1/groups?limit=2");
        assertThat(first.body()).contains("\"segments\":[{\"segment\":\"a/b\"", "\"coverage\":\"FULL\"");
        assertThat(told("/api/v1/groups?limit=2&cursor=" + ServedState.next(first), "group"))
            .containsExactly("ff05::1:3");
    }

    @Test
    void csv() {
        HttpResponse<String> answer = api.get(LIVE + "/groups?limit=1&format=csv");
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow().replace(" ", ""))
            .isEqualToIgnoringCase("text/csv;charset=utf-8");
        assertThat(answer.body()).isEqualTo("""
            segment,group,family,filter_mode,sources,compatibility_version,member_count,tracking,coverage,started_at,\
            changed_at,last_report_at,expires_at,sequence
            a/b,239.1.1.1,IPV4,EXCLUDE,!10.9.9.9,3,2,EXPLICIT,FULL,2026-01-01T00:00:00.000Z,\
            2026-01-01T00:00:02.000Z,2026-01-01T00:00:02.000Z,2026-01-01T00:04:32.500Z,2
            """);
        assertThat(answer.headers().firstValue("Tidewatch-As-Of")).contains("2026-01-01T00:01:00.000Z");
        assertThat(answer.headers().firstValue("Tidewatch-Watermark")).contains("2026-01-01T00:00:59.000Z");
        assertThat(answer.headers().firstValue("Tidewatch-Coverage")).contains("FULL");
        assertThat(answer.headers().firstValue("Tidewatch-Final")).contains("false");
        assertThat(answer.headers().firstValue("Tidewatch-Stale")).contains("false");
        String link = answer.headers().firstValue("Link").orElseThrow();
        assertThat(link).startsWith("<" + LIVE + "/groups?limit=1&format=csv&cursor=").endsWith(">; rel=\"next\"");
        assertThat(api.get(link.substring(1, link.indexOf('>'))).body().lines().skip(1)).singleElement().asString()
            .startsWith("a/b,239.1.1.2,");
        assertThat(api.get(LIVE + "/groups", "Accept", "text/csv, */*;q=0.1").body()).startsWith("segment,group,");
        assertThat(api.get(LIVE + "/groups", "Accept", "text/html,application/json;q=0.9,*/*").body()).startsWith("{");
        assertThat(api.get(LIVE + "/groups/239.1.1.1", "Accept", "text/csv").body()).startsWith("{");
    }

    @Test
    void linesOfJson() throws IOException {
        HttpResponse<String> answer = api.get(LIVE + "/groups", "Accept", "application/x-ndjson");
        assertThat(answer.body().lines()).hasSize(3);
        for (String line : answer.body().lines().toList()) {
            assertThat(new ObjectMapper().readTree(line).path("segment").asText()).isEqualTo("a/b");
        }
    }

    @Test
    void windowsOfASegmentAreToldFromWhenTheyAreCounted() throws IOException {
        assertThat(told(LIVE + "/windows?limit=3", "window_start")).as("now is the end of the first minute")
            .containsExactly("2026-01-01T00:00:00.000Z");
        String path = LIVE + "/windows?size=1h&from=2025-12-31T20:00:00Z&limit=1";
        assertThat(told(path, "window_start")).as("nothing is known of that time").isEmpty();
        assertThat(told(LIVE + "/windows?from=1767225600000&to=1767225601000", "final")).containsExactly("false");
        assertThat(api.get(LIVE + "/windows?size=2m").statusCode()).isEqualTo(400);
        assertThat(api.get(LIVE + "/windows?from=2&to=1").statusCode()).isEqualTo(400);
        assertThat(api.get("/api/v1/segments/none/windows").statusCode()).isEqualTo(404);
        assertThat(api.get(LIVE + "/windows?limit=1&format=csv").body()).isEqualTo(
            "segment,window_start,window_end,size_s,joins,leaves,expiries,zaps,coverage,final\n"
                + "a/b,2026-01-01T00:00:00.000Z,2026-01-01T00:01:00.000Z,60,1,2,3,1,PARTIAL,false\n");
    }

    @Test
    void coverageOfSegmentsPageByPage() throws IOException {
        assertThat(told("/api/v1/coverage", "coverage")).containsExactly("FULL", "BLIND");
        HttpResponse<String> first = api.get("/api/v1/coverage?limit=1");
        assertThat(first.body()).contains("\"to\":\"2026-01-01T00:00:09.000Z\"", "\"sensors\":[\"demo:eth0\"]")
            .doesNotContain("BLIND");
        HttpResponse<String> last = api.get("/api/v1/coverage?cursor=" + ServedState.next(first));
        assertThat(last.body()).contains("\"to\":null,\"coverage\":\"BLIND\",\"sensors\":[]", "\"next\":null");
        assertThat(told("/api/v1/coverage?sensor=demo:eth2", "from")).isEmpty();
        assertThat(told("/api/v1/coverage?sensor=second:eth1&segment=a/b", "from")).hasSize(2);
        assertThat(told("/api/v1/coverage?segment=old", "from")).isEmpty();
        assertThat(told("/api/v1/coverage?to=2026-01-01T00:00:30Z", "to")).containsExactly("2026-01-01T00:00:09.000Z",
            "2026-01-01T00:00:30.000Z");
    }

    @Test
    void windowsPageByPage() throws IOException {
        assertThat(told(LIVE + "/groups/239.1.1.1/windows?from=2026-01-01T00:00:00Z", "joins")).containsExactly("2");
        String hours = LIVE + "/groups/239.1.1.1/windows?size=1h&from=2025-12-31T20:00:00Z&limit=2";
        HttpResponse<String> first = api.get(hours);
        HttpResponse<String> second = api.get(hours + "&cursor=" + ServedState.next(first));
        HttpResponse<String> third = api.get(hours + "&cursor=" + ServedState.next(second));
        assertThat(ServedState.next(third)).isNull();
        List<String> starts = new ArrayList<>();
        for (HttpResponse<String> page : List.of(first, second, third)) {
            new ObjectMapper().readTree(page.body()).path("items").forEach(item ->
                starts.add(item.path("window_start").asText().substring(0, 13) + ' ' + item.path("members_last")
                    .asText()));
        }
        assertThat(starts).containsExactly("2025-12-31T20 0", "2025-12-31T21 0", "2025-12-31T22 0", "2025-12-31T23 0",
            "2026-01-01T00 1");
    }
}

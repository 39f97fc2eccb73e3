package io.tidewatch.e2e.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.tidewatch.e2e.lab.Seen.Range;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What witnesses print, as deploy/lab/README.md says that it is to be read. */
class PartTest {
    private static final long BEGUN = 1_000_000_000L;
    private static final long ENDED = 1_000_040_000L;

    @Test
    void frrGroups() throws JsonProcessingException {
        assertThat(part(Witness.FRR_GROUPS, """
            {"totalGroups": 4, "lan0": {"name": "lan0", "groups": [
              {"group": "239.1.1.1", "mode": "EXCLUDE", "timer": "00:01:05", "version": 3},
              {"group": "239.1.1.2", "mode": "INCLUDE", "timer": "--:--:--", "version": 3},
              {"group": "239.1.1.3", "timer": "00:00:20", "version": 2},
              {"group": "239.1.1.4", "timer": "--:--:--", "version": 2}]}}""").places())
            .isEqualTo(Map.of("", List.of(
                seen("239.1.1.1", Mode.EXCLUDE, new Range(BEGUN + 64_980_000, ENDED + 66_120_000)),
                seen("239.1.1.2", Mode.INCLUDE, null),
                seen("239.1.1.3", Mode.EXCLUDE, new Range(BEGUN + 19_980_000, ENDED + 21_120_000)),
                seen("239.1.1.4", Mode.INCLUDE, null))));
    }

    @Test
    void frrWithoutAnyGroup() throws JsonProcessingException {
        assertThat(part(Witness.FRR_GROUPS, "{\"totalGroups\": 0}").places()).isEqualTo(Map.of("", List.of()));
        assertThat(part(Witness.FRR_SOURCES, "{}").places()).isEqualTo(Map.of("", List.of()));
    }

    @Test
    void frrSources() throws JsonProcessingException {
        assertThat(part(Witness.FRR_SOURCES, """
            {"lan0": {"name": "lan0", "239.1.1.1": {"group": "239.1.1.1", "sources": [
              {"source": "*", "timer": "00:16"},
              {"source": "10.9.0.1", "timer": "--:--"},
              {"source": "10.9.0.2", "timer": "00:02"}]}}}""").places())
            .isEqualTo(Map.of("", List.of(new Seen("239.1.1.1", null, null,
                new TreeMap<>(Map.of("10.9.0.2", new Range(BEGUN + 1_980_000, ENDED + 3_120_000))),
                new TreeSet<>(Set.of("10.9.0.1"))))));
    }

    private static final String MDB = """
        [{"mdb": [
          {"dev": "br0", "port": "br0", "grp": "ff02::6a", "filter_mode": "exclude", "timer": "   0.00"},
          {"dev": "br0", "port": "h01", "grp": "239.1.1.1", "src": "10.9.0.1", "timer": "0.00"},
          {"dev": "br0", "port": "h01", "grp": "239.1.1.1", "filter_mode": "exclude", "timer": "  18.81",
           "source_list": [{"address": "10.9.0.1", "timer": "0.00"}, {"address": "10.9.0.2", "timer": "1.50"}]},
          {"dev": "br0", "port": "h01", "grp": "239.1.1.2", "filter_mode": "exclude", "timer": "   0.00",
           "source_list": [{"address": "10.9.0.1", "timer": "0.00"}, {"address": "10.9.0.2", "timer": "1.50"}]},
          {"dev": "br0", "port": "h01", "grp": "239.1.1.3", "filter_mode": "exclude", "timer": "   0.00"},
          {"dev": "br0", "port": "h02", "grp": "239.1.1.4", "filter_mode": "include", "timer": "   0.00",
           "source_list": [{"address": "10.9.0.1", "timer": "0.00"}]}]}]""";

    @Test
    void bridges() throws JsonProcessingException {
        TreeMap<String, Range> running = new TreeMap<>(Map.of("10.9.0.2", new Range(BEGUN + 1_470_000,
            ENDED + 1_530_000)));
        List<Seen> expected = List.of(
            new Seen("239.1.1.1", Mode.EXCLUDE, new Range(BEGUN + 18_780_000, ENDED + 18_840_000), running,
                new TreeSet<>(Set.of("10.9.0.1"))),
            new Seen("239.1.1.2", Mode.INCLUDE, null, running, new TreeSet<>()));

        assertThat(part(Witness.ACCESS_BRIDGE, MDB).places()).isEqualTo(Map.of("h01", expected));
        assertThat(part(Witness.QUERIER_BRIDGE, MDB).places()).isEqualTo(Map.of("", expected));
    }

    @Test
    void sockets() throws JsonProcessingException {
        TreeMap<String, Range> wanted = new TreeMap<>();
        wanted.put("10.9.0.5", null);
        assertThat(part(Witness.SOCKETS, """
            {"h01": {"dead": false, "groups": {"232.1.1.1": {"mode": "INCLUDE", "sources": ["10.9.0.5"]},
               "239.1.1.1": {"mode": "EXCLUDE", "sources": ["10.9.0.6"]}}},
             "h02": {"dead": true, "groups": {"239.1.1.1": {"mode": "EXCLUDE", "sources": []}}},
             "h03": {"dead": false, "groups": {}}}""").places())
            .isEqualTo(Map.of("h01", List.of(
                new Seen("232.1.1.1", Mode.INCLUDE, null, wanted, new TreeSet<>()),
                new Seen("239.1.1.1", Mode.EXCLUDE, null, new TreeMap<>(), new TreeSet<>(Set.of("10.9.0.6")))),
                "h03", List.of()));
    }

    private static Seen seen(String group, Mode mode, Range timer) {
        return new Seen(group, mode, timer, null, null);
    }

    private static Part part(Witness witness, String data) throws JsonProcessingException {
        return Part.of(Miniature.JSON.readTree("{\"label\": \"test\", \"parts\": {\"" + witness.part()
            + "\": {\"begun_us\": " + BEGUN + ", \"ended_us\": " + ENDED + ", \"data\": " + data + "}}}"), witness);
    }
}

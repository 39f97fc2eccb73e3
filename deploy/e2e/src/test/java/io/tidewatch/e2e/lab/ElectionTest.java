package io.tidewatch.e2e.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** A router of address 10.0.0.20 among others; in seconds. The other-querier-present interval is 20.5 s. */
class ElectionTest {
    private static final long SECOND = 1_000_000;
    private static final String ROUTER = "10.0.0.20";
    private static final String LOWER = "10.0.0.3";

    private final List<Message> messages = new ArrayList<>();

    @Test
    void theLowestWinsAsANumberUntilItIsSilent() {
        assertThat(at(0)).isEqualTo(new Election(ROUTER, Election.NEVER));
        query(1, ROUTER, null);
        query(2, "10.0.0.100", null);
        query(3, "0.0.0.0", null);
        assertThat(at(3)).isEqualTo(new Election(ROUTER, Election.NEVER));
        query(4, "10.0.0.9", null);
        assertThat(at(4)).isEqualTo(new Election("10.0.0.9", micros(24.5)));
        query(5, LOWER, null);
        query(6, "10.0.0.9", null);
        assertThat(at(6)).isEqualTo(new Election(LOWER, micros(25.5)));
        query(7, LOWER, "239.1.1.1");
        assertThat(at(27.4)).isEqualTo(new Election(LOWER, micros(27.5)));
        assertThat(at(27.5)).isEqualTo(new Election(ROUTER, Election.NEVER));
    }

    @Test
    void aListenerHearsWhoeverAsks() {
        query(1, ROUTER, null);
        assertThat(heardAt(1)).isEqualTo("ELECTED " + ROUTER);
        query(2, LOWER, null);
        query(9, LOWER, "239.1.1.1");
        query(20, ROUTER, null);
        assertThat(heardAt(29.4)).isEqualTo("ELECTED " + LOWER);
        assertThat(heardAt(29.5)).isEqualTo("ELECTED " + ROUTER);
        assertThat(heardAt(40.5)).isEqualTo("LOST " + ROUTER);
        query(41, LOWER, null);
        assertThat(heardAt(41)).isEqualTo("ELECTED " + LOWER);
    }

    @Test
    void frrDoesNotHearItWhileItIsToAskAgain() {
        query(0, ROUTER, null);
        query(1, ROUTER, "239.1.1.1");
        query(1.5, LOWER, null);
        query(2, ROUTER, "239.1.1.1");
        assertThat(at(2)).isEqualTo(new Election(LOWER, micros(22)));
        assertThat(deafAt(2)).containsExactly(new Election(ROUTER, Election.NEVER));
        query(2.1, LOWER, null);
        assertThat(deafAt(2.1)).as("perhaps it finds nothing to ask").containsExactlyInAnyOrder(
            new Election(ROUTER, Election.NEVER), new Election(LOWER, micros(22.6)));
        query(4, LOWER, null);
        assertThat(deafAt(4)).containsExactly(new Election(LOWER, micros(24.5)));
        assertThat(deafAt(24.5)).containsExactly(new Election(ROUTER, Election.NEVER));
    }

    @Test
    void itIsReadFromWhatFrrShows() throws Exception {
        JsonNode other = Miniature.JSON.readTree("""
            {"begun_us": 100000000, "ended_us": 100050000, "data": {"lan0": {"querier": "other",
             "querierIp": "10.0.0.3", "queryOtherTimer": "00:00:12"}}}""");
        JsonNode local = Miniature.JSON.readTree("""
            {"begun_us": 100000000, "ended_us": 100050000, "data": {"lan0": {"querier": "local",
             "querierIp": "10.0.0.20", "queryOtherTimer": "--:--:--"}}}""");

        assertThat(new Election(LOWER, micros(112.9)).shownBy(other)).isTrue();
        assertThat(new Election(LOWER, micros(111.9)).shownBy(other)).isFalse();
        assertThat(new Election(LOWER, micros(113.3)).shownBy(other)).isFalse();
        assertThat(new Election("10.0.0.9", micros(112.9)).shownBy(other)).isFalse();
        assertThat(new Election(ROUTER, Election.NEVER).shownBy(local)).isTrue();
        assertThat(new Election(ROUTER, Election.NEVER).shownBy(other)).isFalse();
        assertThat(new Election(LOWER, micros(112.9)).shownBy(local)).isFalse();
    }

    private String heardAt(double second) {
        return Election.heard(messages, false, micros(second));
    }

    private Election at(double second) {
        return Election.at(messages, ROUTER, micros(second));
    }

    private Set<Election> deafAt(double second) {
        return Election.ofTheDeaf(messages, ROUTER, micros(second));
    }

    private void query(double second, String router, String group) {
        messages.add(new Message(micros(second), "q", router, false, Message.Kind.QUERY, 3, group,
            new Message.Query(SECOND, false, 2, 10 * SECOND), new TreeSet<>(), List.of()));
    }

    private static long micros(double second) {
        return Math.round(second * SECOND);
    }
}

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
    private static final String GROUP = "239.1.1.1";

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
        query(7, LOWER, GROUP);
        assertThat(at(27.4)).isEqualTo(new Election(LOWER, micros(27.5)));
        assertThat(at(27.5)).isEqualTo(new Election(ROUTER, Election.NEVER));
    }

    @Test
    void aListenerHearsWhoeverAsks() {
        query(1, ROUTER, null);
        assertThat(heardAt(1)).isEqualTo("ELECTED " + ROUTER);
        query(2, LOWER, null);
        query(9, LOWER, GROUP);
        query(20, ROUTER, null);
        assertThat(heardAt(29.4)).isEqualTo("ELECTED " + LOWER);
        assertThat(heardAt(29.5)).isEqualTo("ELECTED " + ROUTER);
        assertThat(heardAt(40.5)).isEqualTo("LOST " + ROUTER);
        query(41, LOWER, null);
        assertThat(heardAt(41)).isEqualTo("ELECTED " + LOWER);
    }

    /** A group is left, of which another host stays a member: it asks at once and twice more, a second apart. */
    @Test
    void frrDoesNotHearItWhileItIsToAskAgain() {
        query(0, ROUTER, null);
        report(0.5, Message.Type.TO_EX);
        report(1, Message.Type.TO_IN);
        query(1.0001, ROUTER, GROUP);
        query(1.5, LOWER, null);
        query(2.0002, ROUTER, GROUP);
        query(2.1, LOWER, null);
        report(2.2, Message.Type.IS_EX);
        assertThat(at(2.9)).isEqualTo(new Election(LOWER, micros(22.6)));
        assertThat(deafAt(2.9)).containsExactly(new Election(ROUTER, Election.NEVER));
        query(3.0003, ROUTER, GROUP);
        query(3.1, LOWER, null);
        assertThat(deafAt(3.1)).containsExactly(new Election(LOWER, micros(23.6)));
        assertThat(deafAt(23.6)).containsExactly(new Election(ROUTER, Election.NEVER));
    }

    @Test
    void aSecondLeaveAsksAnewAtTheTimesOfTheFirst() {
        report(0.5, Message.Type.TO_EX);
        report(1, Message.Type.TO_IN);
        query(1.0001, ROUTER, GROUP);
        report(1.8, Message.Type.TO_IN);
        query(1.8001, ROUTER, GROUP);
        query(2.0002, ROUTER, GROUP);
        report(2.2, Message.Type.IS_EX);
        query(2.9, LOWER, null);
        assertThat(deafAt(2.9)).containsExactly(new Election(ROUTER, Election.NEVER));
        query(3.0003, ROUTER, GROUP);
        query(3.1, LOWER, null);
        assertThat(deafAt(3.1)).as("not until 3.8").containsExactly(new Election(LOWER, micros(23.6)));
    }

    /** When the leave is repeated the source ends within the last member query time, so it is not asked about. */
    @Test
    void frrIsToAskAgainAlsoWhenItHasNothingToAsk() {
        report(0.5, Message.Type.ALLOW, "a", "b");
        report(1, Message.Type.BLOCK, "a");
        query(1.0001, ROUTER, GROUP, "a");
        query(2.0002, ROUTER, GROUP, "a");
        query(2.1, LOWER, null);
        assertThat(deafAt(2.1)).containsExactly(new Election(LOWER, micros(22.6)));
        report(2.2, Message.Type.BLOCK, "a");
        query(2.9, LOWER, null);
        assertThat(deafAt(2.9)).as("since 2.2").containsExactly(new Election(LOWER, micros(22.6)));
        query(3.3, LOWER, null);
        assertThat(deafAt(3.3)).containsExactly(new Election(LOWER, micros(23.8)));
    }

    @Test
    void whatFrrIsToAskGoesWithTheGroup() {
        report(0.5, Message.Type.ALLOW, "a");
        report(1, Message.Type.BLOCK, "a");
        query(1.0001, ROUTER, GROUP, "a");
        report(1.2, Message.Type.IS_IN);
        query(1.5, LOWER, null);
        assertThat(deafAt(1.5)).containsExactly(new Election(LOWER, micros(22)));
    }

    /** Two routers that have heard the same leave ask for the last time in the same moment. */
    @Test
    void whatFrrDoesFirstCanNotAlwaysBeTold() {
        query(0, ROUTER, null);
        report(0.5, Message.Type.TO_EX);
        report(1, Message.Type.TO_IN);
        query(1.0003, ROUTER, GROUP);
        query(1.0004, LOWER, GROUP);
        query(2.0004, LOWER, GROUP);
        query(2.0005, ROUTER, GROUP);
        report(2.2, Message.Type.IS_EX);
        assertThat(deafAt(3)).as("surely deaf: it is to ask once more").containsExactly(
            new Election(ROUTER, Election.NEVER));
        query(3.0008, LOWER, GROUP);
        query(3.0009, ROUTER, GROUP);
        assertThat(deafAt(3.1)).containsExactlyInAnyOrder(new Election(ROUTER, Election.NEVER),
            new Election(LOWER, micros(23.5008)));
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
        return Election.ofTheDeaf(messages, ROUTER, ROUTER, micros(second));
    }

    private void query(double second, String router, String group, String... sources) {
        messages.add(new Message(micros(second), router, router, false, Message.Kind.QUERY, 3, group,
            new Message.Query(SECOND, false, 2, 10 * SECOND), new TreeSet<>(List.of(sources)), List.of()));
    }

    private void report(double second, Message.Type type, String... sources) {
        messages.add(new Message(micros(second), "h", "10.0.0.30", false, Message.Kind.REPORT, 3, null, null,
            new TreeSet<>(), List.of(new Message.Record(type, GROUP, new TreeSet<>(List.of(sources))))));
    }

    private static long micros(double second) {
        return Math.round(second * SECOND);
    }
}

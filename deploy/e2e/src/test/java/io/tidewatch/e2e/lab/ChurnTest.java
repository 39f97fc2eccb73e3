package io.tidewatch.e2e.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.e2e.lab.Message.Kind;
import io.tidewatch.e2e.lab.Message.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** In milliseconds. */
class ChurnTest {
    private static final long SECOND = 1_000_000;
    private static final String GROUP = "239.1.1.1";

    private final List<Message> messages = new ArrayList<>();

    /** One host gives up a source, another reports it, and only then is FRR's query about the first on the wire. */
    @Test
    void whatCrossesFrrsQueryIsNotLoweredByIt() {
        report(0, Type.ALLOW);
        report(1000, Type.BLOCK);
        report(1000.1, Type.IS_IN);
        query(1000.2);
        assertThat(lastMember(1001)).isEqualTo(micros(3000.2));
        assertThat(lastMember(1001, Rule.FRR_ASKS_BEFORE_IT_READS)).isEqualTo(micros(1000.1) + 260 * SECOND);
    }

    @Test
    void whatCameEarlierOrGivesUpIsLowered() {
        report(0, Type.ALLOW);
        report(1000, Type.IS_IN);
        query(1001.1);
        assertThat(lastMember(1002, Rule.FRR_ASKS_BEFORE_IT_READS)).isEqualTo(micros(3001.1));
        report(1500, Type.IS_IN);
        report(1500.1, Type.BLOCK);
        query(1500.2);
        assertThat(lastMember(1501, Rule.FRR_ASKS_BEFORE_IT_READS)).isEqualTo(micros(3500.2));
    }

    private long lastMember(double millisecond, Rule... rules) {
        Set<Rule> all = new TreeSet<>(List.of(rules));
        all.add(Rule.FRR_MEMBERSHIP_INTERVAL);
        return new Churn(messages, Map.of(), Map.of(), "10.0.0.3", "q", "m").at(Witness.FRR_SOURCES, "", all,
            micros(millisecond)).get(GROUP).running().get("a");
    }

    private void report(double millisecond, Type type) {
        messages.add(new Message(micros(millisecond), "h", "10.0.0.30", false, Kind.REPORT, 3, null, null,
            new TreeSet<>(), List.of(new Message.Record(type, GROUP, new TreeSet<>(List.of("a"))))));
    }

    private void query(double millisecond) {
        messages.add(new Message(micros(millisecond), "q", "10.0.0.3", false, Kind.QUERY, 3, GROUP,
            new Message.Query(SECOND, false, 2, 10 * SECOND), new TreeSet<>(List.of("a")), List.of()));
    }

    private static long micros(double millisecond) {
        return 1000 * SECOND + Math.round(millisecond * 1000);
    }
}

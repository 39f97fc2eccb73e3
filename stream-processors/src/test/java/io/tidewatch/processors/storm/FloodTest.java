package io.tidewatch.processors.storm;

import static io.tidewatch.processors.storm.Traffic.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.processors.storm.StormStep.Action;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Floods of messages that are no errors. */
class FloodTest {
    private static final int REQUEST = 8;
    private static final int REPLY = 0;
    private static final int QUERY = 0x11;
    private static final int REPORT = 0x22;

    private final Traffic traffic = new Traffic();

    /** So many a second; the i-th is of the i-th of so many senders and receivers. */
    private void send(int type, double from, double seconds, int pps, Parties parties) {
        for (int i = 0; i < seconds * pps; i++) {
            traffic.add(Traffic.error(START + (long) (from * 1000) + i * 1000L / pps, type, 0,
                parties.senders + (1 + i % parties.manySenders), parties.receivers + (1 + i % parties.manyReceivers),
                null));
        }
        traffic.until(from + seconds);
    }

    /** Addresses by what they begin with, and how many different there are. */
    private record Parties(String senders, int manySenders, String receivers, int manyReceivers) {
        Parties answering() {
            return new Parties(receivers, manyReceivers, senders, manySenders);
        }
    }

    /** Rule, action, cause and scope of each step. */
    private List<String> told() {
        List<StormStep> steps = traffic.steps();
        assertThat(traffic.steps(1000, 37)).as("across restarts").isEqualTo(steps);
        return steps.stream().map(step -> step.identity().rule() + " " + step.action() + " " + step.verdict().cause()
            + " " + step.place().scope()).toList();
    }

    @Test
    void requestsAndTheirRepliesAreOneFlood() {
        Parties attack = new Parties("203.0.113.", 1, "10.1.0.", 1);
        send(REQUEST, 10, 20, 500, attack);
        send(REPLY, 10, 20, 500, attack.answering());
        traffic.until(100);

        assertThat(told()).containsExactly("ECHO_FLOOD OPEN ECHO_FLOOD RECEIVER:10.1.0.1",
            "ECHO_FLOOD CLOSE ECHO_FLOOD RECEIVER:10.1.0.1");
        StormStep close = traffic.steps().get(1);
        assertThat(close.identity().dedupeKey()).isEqualTo("icmp.echo.flood;*;ipv4;any;RECEIVER:10.1.0.1");
        // Of the replies those are not counted that came before there were enough for an excess.
        assertThat(close.volume().totalCount()).isBetween(19_900L, 20_000L);
        assertThat(close.verdict().evidence()).anyMatch(sentence -> sentence.endsWith("messages are echo requests"));
    }

    @Test
    void manyForgedSendersOfRequestsAreOneFlood() {
        Parties attack = new Parties("203.0.113.", 200, "10.1.0.", 1);
        send(REQUEST, 10, 20, 400, attack);
        send(REPLY, 10, 20, 400, attack.answering());
        traffic.until(100);

        assertThat(told()).containsExactly("ECHO_FLOOD OPEN ECHO_FLOOD RECEIVER:10.1.0.1",
            "ECHO_FLOOD CLOSE ECHO_FLOOD RECEIVER:10.1.0.1");
    }

    @Test
    void repliesOfManyToOneThatDidNotAskAreASmurf() {
        send(REPLY, 10, 20, 400, new Parties("192.0.2.", 120, "10.1.0.", 1));
        traffic.until(100);

        assertThat(told()).containsExactly("ECHO_FLOOD OPEN SMURF RECEIVER:10.1.0.1",
            "ECHO_FLOOD CLOSE SMURF RECEIVER:10.1.0.1");
    }

    @Test
    void oneHostThatAsksManyIsAFloodAndNoSmurf() {
        Parties sweep = new Parties("10.1.0.", 1, "192.0.2.", 200);
        send(REQUEST, 10, 20, 400, sweep);
        send(REPLY, 10, 20, 400, sweep.answering());
        traffic.until(100);

        assertThat(told()).containsExactly("ECHO_FLOOD OPEN ECHO_FLOOD REPORTER:10.1.0.1",
            "ECHO_FLOOD CLOSE ECHO_FLOOD REPORTER:10.1.0.1");
    }

    @Test
    void monitoringIsNoFloodAndHidesNoStorm() {
        Parties monitoring = new Parties("10.1.0.", 1, "10.2.0.", 200);
        send(REQUEST, 0, 400, 60, monitoring);
        send(REPLY, 0, 400, 60, monitoring.answering());
        traffic.loop(350, 20, 100, "198.51.100.", "10.1.0.1", "10.9.0.2").until(450);

        assertThat(told()).containsExactly("ICMP_STORM OPEN ROUTING_LOOP QUOTED_PREFIX:198.51.100.0/24",
            "ICMP_STORM CLOSE ROUTING_LOOP QUOTED_PREFIX:198.51.100.0/24");
    }

    @Test
    void floodAndErrorsToTheSameHostAreTwoAlerts() {
        send(REQUEST, 10, 20, 500, new Parties("203.0.113.", 100, "10.1.0.", 1));
        traffic.scan(10, 20, 100, "10.1.0.1").until(100);

        assertThat(told()).filteredOn(step -> step.contains("OPEN")).containsExactlyInAnyOrder(
            "ECHO_FLOOD OPEN ECHO_FLOOD RECEIVER:10.1.0.1",
            "ICMP_STORM OPEN UDP_SCAN_BACKSCATTER RECEIVER:10.1.0.1");
    }

    @Test
    void queriesOfOneRouterAreAFlood() {
        send(QUERY, 10, 20, 50, new Parties("10.1.0.", 1, "239.1.1.", 100));
        traffic.until(100);

        assertThat(told()).containsExactly("QUERY_FLOOD OPEN IGMP_QUERY_FLOOD REPORTER:10.1.0.1",
            "QUERY_FLOOD CLOSE IGMP_QUERY_FLOOD REPORTER:10.1.0.1");
        assertThat(traffic.steps().get(0).identity().dedupeKey())
            .isEqualTo("gmp.query.flood;lan;ipv4;any;REPORTER:10.1.0.1");
        assertThat(traffic.steps().get(0).severity()).isGreaterThanOrEqualTo(Severity.MEDIUM);
    }

    @Test
    void reportsOfOneHostAndOfManyForgedOnesAreFloods() {
        send(REPORT, 10, 10, 1000, new Parties("10.1.0.", 1, "239.1.", 1000));
        send(REPORT, 200, 10, 1000, new Parties("10.", 5000, "239.1.", 1));
        traffic.until(300);

        assertThat(told()).containsExactly("REPORT_FLOOD OPEN REPORT_FLOOD REPORTER:10.1.0.1",
            "REPORT_FLOOD CLOSE REPORT_FLOOD REPORTER:10.1.0.1", "REPORT_FLOOD OPEN REPORT_FLOOD SEGMENT:lan",
            "REPORT_FLOOD CLOSE REPORT_FLOOD SEGMENT:lan");
    }

    @Test
    void answersOfAThousandHostsToEachQueryAreUsual() {
        for (int query = 0; query < 8; query++) {
            send(QUERY, query * 125, 1, 1, new Parties("10.1.0.", 1, "224.0.0.", 1));
            send(REPORT, query * 125, 10, 100, new Parties("10.1.", 1000, "239.1.1.", 20));
        }

        assertThat(told()).isEmpty();
    }

    @Test
    void classesAreToldApartInBothFamilies() {
        assertThat(ErrorClass.of(Family.IPV6, 128, 0)).isEqualTo(ErrorClass.ECHO_REQUEST);
        assertThat(ErrorClass.of(Family.IPV6, 129, 0)).isEqualTo(ErrorClass.ECHO_REPLY);
        assertThat(ErrorClass.of(Family.IPV6, 130, 0)).isEqualTo(ErrorClass.QUERY);
        for (int type : new int[] {131, 132, 143}) {
            assertThat(ErrorClass.of(Family.IPV6, type, 0)).isEqualTo(ErrorClass.REPORT);
        }
        for (int type : new int[] {0x12, 0x16, 0x17, 0x22}) {
            assertThat(ErrorClass.of(Family.IPV4, type, 0)).isEqualTo(ErrorClass.REPORT);
        }
        assertThat(traffic.steps()).extracting(StormStep::action).doesNotContain(Action.OPEN);
    }
}

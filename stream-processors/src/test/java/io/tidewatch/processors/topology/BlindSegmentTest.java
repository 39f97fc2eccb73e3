package io.tidewatch.processors.topology;

import static io.tidewatch.processors.topology.MembershipBench.T0;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.processors.membership.Limits;
import io.tidewatch.schemas.Alert;
import io.tidewatch.schemas.Coverage;
import io.tidewatch.schemas.MembershipState;
import io.tidewatch.schemas.QuerierStatus;
import io.tidewatch.schemas.RecordOrigin;
import io.tidewatch.schemas.RecordType;
import io.tidewatch.schemas.SensorState;
import io.tidewatch.schemas.SourceState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sensors that die and come back. Everybody has 270 s: what the RFC has until a querier tells otherwise. */
class BlindSegmentTest extends OnTheBench {
    private static final String GROUP = "239.1.1.1";
    private static final String HOST = "10.0.0.5";

    private static Instant at(long second) {
        return T0.plusSeconds(second);
    }

    private void says(long second, String host, RecordType type, String... sources) {
        bench.hear(Wire.report("lan", at(second), host, Wire.record(type, GROUP, sources)));
    }

    /** The sensor is up until then, and never says that it ends. */
    private void diesAt(long second) {
        bench.clock("lan", at(second));
        bench.pass(Duration.ofSeconds(11));
    }

    /** Another run of the sensor. */
    private void isUp(long second) {
        bench.clock(Wire.status(SensorState.RUNNING, "boot-2", Wire.clock("lan", at(second), 0)));
    }

    /** Type, cause, seconds since T0, host. */
    private List<String> told() {
        return bench.changes().stream().map(change -> change.getType() + " " + change.getCause() + " "
            + Duration.between(T0, change.getAt()).toSeconds() + " " + change.getHost()).toList();
    }

    @Test
    void nobodyIsGoneWhoseTimeWasUpWhileNobodyListened() {
        says(0, HOST, RecordType.TO_EX);
        says(0, "10.0.0.6", RecordType.TO_EX);
        says(0, "10.0.0.7", RecordType.TO_EX);
        diesAt(100);
        assertThat(bench.reader().segment("lan").coverage()).isEqualTo(Coverage.BLIND);
        told();
        isUp(500);
        assertThat(told()).isEmpty();
        assertThat(bench.reader().group("lan", GROUP, at(500)).getExpiresAt()).isEqualTo(at(770));
        assertThat(bench.reader().members("lan", GROUP, at(500), any -> true, null, 9))
            .hasSize(3).allMatch(member -> member.getExpiresAt().equals(at(770)));
        bench.hear(Wire.report("lan", at(600), HOST, Wire.record(RecordType.IS_EX, GROUP)),
            new RecordOrigin("boot-2", 1));
        bench.hear(Wire.report("lan", at(600), "10.0.0.6", Wire.record(RecordType.TO_IN, GROUP)),
            new RecordOrigin("boot-2", 2));
        assertThat(told()).containsExactly("HOST_LEFT LEAVE 600 10.0.0.6");
        isUp(769);
        assertThat(told()).isEmpty();
        isUp(1000);
        assertThat(told()).containsExactly("HOST_EXPIRED TIMER 770 10.0.0.7", "HOST_EXPIRED TIMER 870 10.0.0.5",
            "GROUP_ENDED TIMER 870 null");
    }

    @Test
    void theFirstMessageOfTheNextRunCountsAsItsFirstSign() {
        says(0, HOST, RecordType.TO_EX);
        diesAt(100);
        told();
        bench.hear(Wire.report("lan", at(500), "10.0.0.6", Wire.record(RecordType.TO_EX, GROUP)),
            new RecordOrigin("boot-2", 1));
        assertThat(told()).containsExactly("HOST_JOINED REPORT 500 10.0.0.6");
        isUp(1000);
        assertThat(told()).containsExactly("HOST_EXPIRED TIMER 770 10.0.0.5", "HOST_EXPIRED TIMER 770 10.0.0.6",
            "GROUP_ENDED TIMER 770 null");
    }

    @Test
    void sourcesAreKeptAndThoseThatAreBlockedStaySo() {
        says(0, HOST, RecordType.ALLOW, "192.0.2.1");
        says(0, "10.0.0.6", RecordType.TO_EX, "192.0.2.2");
        says(0, "10.0.0.7", RecordType.ALLOW, "192.0.2.1");
        diesAt(100);
        isUp(500);
        MembershipState group = bench.reader().group("lan", GROUP, at(500));
        assertThat(group.getSources()).containsExactly(new SourceState("192.0.2.1", false, at(770)),
            new SourceState("192.0.2.2", true, null));
    }

    @Test
    void whatEndedBeforeHasEnded() {
        says(0, HOST, RecordType.TO_EX);
        told();
        diesAt(300);
        isUp(500);
        assertThat(told()).containsExactly("HOST_EXPIRED TIMER 270 10.0.0.5", "GROUP_ENDED TIMER 270 null");
    }

    @Test
    void nobodyIsGoneWhoseAnswerToAQueryCouldNotBeHeard() {
        says(0, HOST, RecordType.TO_EX);
        bench.hear(Wire.query("lan", at(99), "10.0.0.1", GROUP).build());
        diesAt(100);
        told();
        isUp(500);
        assertThat(told()).isEmpty();
        bench.hear(Wire.query("lan", at(510), "10.0.0.1", GROUP).build(), new RecordOrigin("boot-2", 1));
        isUp(520);
        assertThat(told()).containsExactly("HOST_EXPIRED QUERY 512 10.0.0.5", "GROUP_ENDED QUERY 512 null");
    }

    @Test
    void theQuerierHasTimeToQueryAgainAndNoAlertOpensBefore() {
        bench.hear(Wire.query("lan", at(0), "10.0.0.1", null).build());
        bench.hear(Wire.report("lan", at(50), "fe80::5", Wire.record(RecordType.TO_EX, "ff05::1:3")));
        diesAt(100);
        bench.queriers.readValuesToList();
        isUp(754);
        assertThat(bench.reader().querier("lan").getIpv4().getStatus()).isEqualTo(QuerierStatus.ELECTED);
        isUp(1008);
        assertThat(bench.queriers.isEmpty()).isTrue();
        assertThat(bench.alertEvents.isEmpty()).isTrue();
        isUp(1020);
        assertThat(bench.reader().querier("lan").getIpv4().getStatus()).isEqualTo(QuerierStatus.LOST);
        assertThat(bench.alertEvents.readValuesToList()).extracting(Alert::getOpenedAt)
            .containsExactly(at(1009), at(1009));
    }

    @Test
    void aSegmentIsBlindOnlyWhileAllItsSensorsAreAway() {
        bench.clock(Wire.status("s2", SensorState.RUNNING, "other", 0, Wire.clock("lan", at(-10), 0)));
        says(0, HOST, RecordType.TO_EX);
        bench.clock("lan", at(100));
        told();
        bench.clock(Wire.status("s2", SensorState.RUNNING, "other", 0, Wire.clock("lan", at(200), 0)));
        isUp(500);
        bench.clock(Wire.status("s2", SensorState.RUNNING, "other", 0, Wire.clock("lan", at(500), 0)));
        assertThat(told()).containsExactly("HOST_EXPIRED TIMER 270 10.0.0.5", "GROUP_ENDED TIMER 270 null");
    }

    @Test
    void aSensorThatWasOnlyCutOffHasListened() {
        says(0, HOST, RecordType.TO_EX);
        diesAt(100);
        told();
        bench.clock("lan", at(500));
        assertThat(told()).containsExactly("HOST_EXPIRED TIMER 270 10.0.0.5", "GROUP_ENDED TIMER 270 null");
    }

    @Test
    void aQuickRestartChangesNothing() {
        says(0, HOST, RecordType.TO_EX);
        bench.clock("lan", at(265));
        told();
        isUp(275);
        assertThat(told()).containsExactly("HOST_EXPIRED TIMER 270 10.0.0.5", "GROUP_ENDED TIMER 270 null");
    }

    @Test
    void whoWasThereVeryLongAgoIsNotKept() {
        bench.close();
        bench = new MembershipBench(state, new MembershipSettings(Limits.DEFAULT, Duration.ofSeconds(300),
            MembershipSettings.DEFAULT.step()));
        says(0, HOST, RecordType.TO_EX);
        diesAt(100);
        told();
        isUp(401);
        assertThat(told()).containsExactly("HOST_EXPIRED TIMER 270 10.0.0.5", "GROUP_ENDED TIMER 270 null");
    }
}

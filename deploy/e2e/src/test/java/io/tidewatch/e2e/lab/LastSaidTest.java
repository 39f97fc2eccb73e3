package io.tidewatch.e2e.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.e2e.lab.Message.Kind;
import io.tidewatch.e2e.lab.Message.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class LastSaidTest {
    private static final long SECOND = 1_000_000;
    private static final long START = 1_000 * SECOND;
    private static final String GROUP = "239.1.1.1";
    private static final String CAMERA = "ff15::1";
    private static final String HOST = "02:00:00:20:01:01";

    /** It dies, and has left the group before in vain: it did not say so. */
    private static final List<LastSaid.Unsaid> UNSAID = List.of(new LastSaid.Unsaid(at(3), GROUP),
        new LastSaid.Unsaid(at(4), null));

    private final List<Message> messages = new ArrayList<>();

    LastSaidTest() {
        query(0, null);
    }

    @Test
    void everyRecordIsTakenLiterally() {
        report(1, Type.TO_EX, "a");
        assertThat(held(1)).isEqualTo(host(Mode.EXCLUDE, "a"));
        report(2, Type.BLOCK, "b");
        assertThat(held(2)).isEqualTo(host(Mode.EXCLUDE, "a", "b"));
        report(3, Type.ALLOW, "a");
        assertThat(held(3)).isEqualTo(host(Mode.EXCLUDE, "b"));
        report(4, Type.TO_IN, "c", "d");
        assertThat(held(4)).isEqualTo(host(Mode.INCLUDE, "c", "d"));
        report(5, Type.BLOCK, "c", "d");
        assertThat(held(5)).isNull();
    }

    @Test
    void silenceEndsIt() {
        report(1, Type.TO_EX);
        assertThat(held(22.9)).isEqualTo(host(Mode.EXCLUDE));
        assertThat(held(22, Rule.BRIDGE_MEMBERSHIP_INTERVAL)).isNull();
        assertThat(held(23)).isNull();
    }

    @Test
    void whoIsAskedLateAnswersLate() {
        report(0.1, Type.TO_EX);
        assertThat(held(22.2)).isNull();
        assertThat(held(29.7, Rule.SOCKETS_ASKED_LATE)).as("not asked yet").isEqualTo(host(Mode.EXCLUDE));
        query(29.7, null);
        assertThat(held(22.2)).isNull();
        assertThat(held(30.7, Rule.SOCKETS_ASKED_LATE)).isEqualTo(host(Mode.EXCLUDE));
        assertThat(held(30.8, Rule.SOCKETS_ASKED_LATE)).as("and did not answer").isNull();
    }

    @Test
    void whoIsAskedInTimeIsNotExcused() {
        report(0.1, Type.TO_EX);
        query(10, null);
        query(21.9, null);
        assertThat(held(22.2, Rule.SOCKETS_ASKED_LATE)).isNull();
    }

    /** The second query comes when the bridge has forgotten the first, so the host hears the other's answer. */
    @Test
    void anOlderHostThatHearsAnotherIsSilent() {
        mld(Kind.QUERY, 2, null, "q", 0);
        mld(Kind.OLD_REPORT, 1, CAMERA, HOST, 1);
        mld(Kind.OLD_REPORT, 1, CAMERA, "other", 2);
        assertThat(held(22.9, CAMERA, Rule.SOCKETS_SILENCED)).as("behind the bridge").isEqualTo(host(Mode.EXCLUDE));
        assertThat(held(23, CAMERA, Rule.SOCKETS_SILENCED)).isNull();
        mld(Kind.QUERY, 2, null, "q", 22);
        mld(Kind.OLD_REPORT, 1, CAMERA, "other", 22.5);
        assertThat(held(23, CAMERA)).isNull();
        assertThat(held(44.4, CAMERA, Rule.SOCKETS_SILENCED)).isEqualTo(host(Mode.EXCLUDE));
        assertThat(leftAt(30, CAMERA, Rule.SOCKETS_SILENCED)).as("left").isNull();
    }

    /** An IGMPv2 host reports when the bridge has forgotten its querier, and another, of IGMPv1, does so after it. */
    @Test
    void soIsOneOfIgmp() {
        query(22, null);
        old(22.1, 2);
        old(22.6, 1, "other");
        assertThat(leftAt(22.8, GROUP)).isEqualTo(host(Mode.EXCLUDE));
        assertThat(leftAt(22.8, GROUP, Rule.SOCKETS_SILENCED)).isNull();
        old(22.7, 2);
        assertThat(leftAt(22.8, GROUP, Rule.SOCKETS_SILENCED)).as("it spoke last").isEqualTo(host(Mode.EXCLUDE));
        old(23.2, 2, "other");
        assertThat(leftAt(23.3, GROUP, Rule.SOCKETS_SILENCED)).as("behind the bridge").isEqualTo(host(Mode.EXCLUDE));
    }

    /** Both answer on the same tick of the kernel: what the other says reaches a host that has just spoken. */
    @Test
    void reportsThatCrossSilenceBoth() {
        mld(Kind.QUERY, 2, null, "q", 0);
        mld(Kind.QUERY, 2, null, "q", 22);
        mld(Kind.OLD_REPORT, 1, CAMERA, "other", 22.5);
        mld(Kind.OLD_REPORT, 1, CAMERA, HOST, 22.5001);
        assertThat(leftAt(24, CAMERA, Rule.SOCKETS_SILENCED)).isNull();
        mld(Kind.OLD_REPORT, 1, CAMERA, HOST, 22.505);
        assertThat(leftAt(24, CAMERA, Rule.SOCKETS_SILENCED)).as("not crossed").isEqualTo(host(Mode.EXCLUDE));
    }

    /** Whoever observes it with times of milliseconds can't tell which of the two came first. */
    @Test
    void anotherAnswersInTheMillisecondOfTheQuery() {
        old(1, 1);
        old(5.0002, 1, "other");
        query(5.0008, GROUP);
        assertThat(held(7.1)).isEqualTo(host(Mode.EXCLUDE));
        query(6.0012, GROUP);
        assertThat(held(8.1)).isNull();
    }

    @Test
    void anUnansweredQueryEndsIt() {
        report(1, Type.TO_EX);
        query(5, GROUP);
        assertThat(held(6.9)).isEqualTo(host(Mode.EXCLUDE));
        assertThat(held(7)).isNull();
    }

    @Test
    void anUnansweredSourceQueryEndsThoseSources() {
        report(1, Type.ALLOW, "a", "b");
        query(5, GROUP, "a");
        assertThat(held(7)).isEqualTo(host(Mode.INCLUDE, "b"));
    }

    @Test
    void anAnswerToASourceQueryIsAPart() {
        report(1, Type.ALLOW, "a", "b");
        query(5, GROUP, "a", "c");
        report(5.5, Type.IS_IN, "a");
        assertThat(held(7)).isEqualTo(host(Mode.INCLUDE, "a", "b"));
        report(9, Type.IS_IN, "a");
        assertThat(held(9)).as("no answer any more").isEqualTo(host(Mode.INCLUDE, "a"));
    }

    @Test
    void inExcludeAPartIsTakenForAChangeUnlessTheSocketsAreAsked() {
        report(1, Type.TO_EX, "a", "b");
        query(5, GROUP, "b");
        report(5.5, Type.IS_EX, "b");
        assertThat(held(6)).isEqualTo(host(Mode.EXCLUDE, "b"));
        assertThat(held(6, Rule.SOCKETS_TELL_A_PART)).isEqualTo(host(Mode.EXCLUDE, "a", "b"));
    }

    @Test
    void socketsForgetAtDeath() {
        report(1, Type.TO_EX);
        assertThat(held(5)).isEqualTo(host(Mode.EXCLUDE));
        assertThat(held(5, Rule.SOCKETS_FORGET_AT_DEATH)).isNull();
    }

    @Test
    void theOldestLeaveWithoutAWord() {
        old(1, 2);
        assertThat(held(3.5, Rule.SOCKETS_LEAVE_WITHOUT_A_WORD)).as("IGMPv2 says so").isEqualTo(host(Mode.EXCLUDE));
        old(2, 1);
        assertThat(held(3.5)).isEqualTo(host(Mode.EXCLUDE));
        assertThat(held(2.5, Rule.SOCKETS_LEAVE_WITHOUT_A_WORD)).isEqualTo(host(Mode.EXCLUDE));
        assertThat(held(3.5, Rule.SOCKETS_LEAVE_WITHOUT_A_WORD)).isNull();
    }

    @Test
    void theOldestAnswerLate() {
        old(1, 1);
        query(5, GROUP);
        assertThat(held(7)).isNull();
        assertThat(held(7, Rule.SOCKETS_ANSWER_LATE)).isEqualTo(host(Mode.EXCLUDE));
        assertThat(held(23, Rule.SOCKETS_ANSWER_LATE)).isNull();
    }

    private Value held(double second, Rule... rules) {
        return held(second, GROUP, rules);
    }

    private Value held(double second, String group, Rule... rules) {
        return LastSaid.at(messages, HOST, UNSAID, Set.of(rules), at(second)).get(group);
    }

    /** What it still is a member of when it leaves and may not have said so. */
    private Value leftAt(double second, String group, Rule... rules) {
        return LastSaid.at(messages, HOST, List.of(new LastSaid.Unsaid(at(second), group)), Set.of(rules), at(second))
            .get(group);
    }

    private void mld(Kind kind, int version, String group, String mac, double second) {
        messages.add(new Message(at(second), mac, "fe80::1", true, kind, version, group, kind == Kind.QUERY
            ? new Message.Query(SECOND, false, 2, 10 * SECOND) : null, new TreeSet<>(), List.of()));
    }

    private static Value host(Mode mode, String... sources) {
        return Value.ofHost(mode, new TreeSet<>(List.of(sources)));
    }

    private static long at(double second) {
        return START + Math.round(second * SECOND);
    }

    private void report(double second, Type type, String... sources) {
        messages.add(new Message(at(second), HOST, "10.0.0.1", false, Kind.REPORT, 3, null, null, new TreeSet<>(),
            List.of(new Message.Record(type, GROUP, new TreeSet<>(List.of(sources))))));
    }

    private void old(double second, int version) {
        old(second, version, HOST);
    }

    private void old(double second, int version, String mac) {
        messages.add(new Message(at(second), mac, "10.0.0.1", false, Kind.OLD_REPORT, version, GROUP, null,
            new TreeSet<>(), List.of()));
    }

    private void query(double second, String group, String... sources) {
        messages.add(new Message(at(second), "q", "10.0.0.254", false, Kind.QUERY, 3, group,
            new Message.Query(SECOND, false, 2, 10 * SECOND), new TreeSet<>(List.of(sources)), List.of()));
    }
}

package io.tidewatch.processors.storm;

import static io.tidewatch.processors.storm.Traffic.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.processors.storm.StormStep.Action;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** Causes, each beside what only looks like it: the same kind of message, from one sender, for another reason. */
class CausesTest {
    private static final String ROUTER = "172.16.0.1";
    private static final int PPS = 60;
    private static final int SECONDS = 20;

    /** So many errors a second, by their number, from a second on. */
    private static Traffic errors(Traffic traffic, int from, IntFunction<IcmpError> error) {
        for (int i = 0; i < PPS * SECONDS; i++) {
            traffic.add(at(from * 1000L + i * 1000L / PPS, error.apply(i)));
        }
        return traffic.until(from + SECONDS + 60);
    }

    private static IcmpError at(long ms, IcmpError made) {
        return new IcmpError(START + ms, made.family(), made.type(), made.code(), made.name(), made.reporter(),
            made.receiver(), made.quoted(), made.mtu(), made.gateway(), 1, "s1", -1);
    }

    private static List<StormStep> steps(IntFunction<IcmpError> error) {
        return errors(new Traffic(), 10, error).steps();
    }

    /** The one alert that there is says so, and counts all. */
    private static Verdict theOne(IntFunction<IcmpError> error) {
        List<StormStep> steps = steps(error);
        assertThat(steps).filteredOn(step -> step.action() == Action.OPEN).hasSize(1);
        StormStep last = steps.get(steps.size() - 1);
        assertThat(last.action()).isEqualTo(Action.CLOSE);
        assertThat(last.volume().totalCount()).isEqualTo(PPS * SECONDS);
        assertThat(last.verdict().cause()).isEqualTo(steps.get(0).verdict().cause());
        return steps.get(0).verdict();
    }

    private static IcmpError tooBig(String reporter, int flow, long mtu) {
        String host = "10.1.0." + (11 + flow % 5);
        Address far = Address.of("203.0.113.9");
        Quoted quoted = new Quoted(Address.of(host), far, far.prefix(), 6, 1024 + flow, 443, 60, 1500, -1);
        return new IcmpError(START, Family.IPV4, 3, 4, "fragmentation_needed", Address.of(reporter), Address.of(host),
            quoted, mtu, null, 1, "s1", -1);
    }

    @Test
    void sendersThatNeverLearnTheMtuAndThoseThatDo() {
        Verdict never = theOne(i -> tooBig(ROUTER, i % 12, 1420));
        Verdict learn = theOne(i -> tooBig(ROUTER, i / 2, 1420));

        assertThat(never.cause()).isEqualTo(Cause.PMTUD_BLACKHOLE);
        assertThat(never.confidence()).isEqualTo(100);
        assertThat(learn.cause()).isEqualTo(Cause.UNCLASSIFIED);
        assertThat(learn.runnerUp()).isEqualTo(Cause.PMTUD_BLACKHOLE);
    }

    @Test
    void anMtuThatNoLinkHasIsForgedAndNoneIsOfAnOldRouter() {
        Verdict forged = theOne(i -> tooBig("198.51.100." + i % 20, i % 3 == 0 ? 5 * i : 5 * i + 5, 68 + i % 4));
        Verdict old = theOne(i -> tooBig(ROUTER, i % 12, 0));

        assertThat(forged.cause()).isEqualTo(Cause.FORGED_PTB);
        assertThat(old.cause()).isEqualTo(Cause.PMTUD_BLACKHOLE);
        assertThat(old.scoreOf(Cause.FORGED_PTB)).isZero();
        assertThat(old.evidence()).contains("no next-hop MTU, as of routers older than RFC 1191");
    }

    @Test
    void fragmentsThatGetLostAndFragmentsThatAreAllThereIs() {
        String host = "10.1.0.20";
        IntFunction<IcmpError> lost = i -> Traffic.error(START, 11, 1, host, "203.0.113." + i % 9,
            Traffic.quoted("203.0.113." + i % 9, host, 5000, 2049, 50, 1500));
        IntFunction<IcmpError> forged = i -> {
            String source = "203." + i % 250 + '.' + i / 250 + ".7";
            return Traffic.error(START, 11, 1, host, source, Traffic.quoted(source, host, 1024 + i, 7, 50, 60));
        };

        assertThat(theOne(lost).cause()).isEqualTo(Cause.REASSEMBLY_TIMEOUT);
        assertThat(theOne(forged).cause()).isEqualTo(Cause.UNCLASSIFIED);
    }

    private static IcmpError redirect(String reporter, String host, int flow, int length, String gateway) {
        return new IcmpError(START, Family.IPV4, 5, 1, "redirect_host", Address.of(reporter), Address.of(host),
            Traffic.quoted(host, "203.0.113." + flow % 200, 1024 + flow, 443, 63, length), -1, gateway, 1, "s1", -1);
    }

    @Test
    void oneOfTwoGatewaysAndOneThatWantsTheTrafficItself() {
        Verdict twoGateways = theOne(i -> redirect("10.1.0.1", "10.1.0." + (11 + i % 25), i, 60 + i * 13 % 800,
            "10.1.0.2"));
        Verdict oneHostKeepsToTheWrongOne = theOne(i -> redirect("10.1.0.1", "10.1.0.11", i % 30, 60 + i % 30 * 13,
            "10.1.0.2"));
        Verdict itself = theOne(i -> redirect("10.1.0.66", "10.1.0.11", i, 28, "10.1.0.66"));
        Verdict itselfFromMany = theOne(i -> redirect("10.1.0.66", "10.1.0." + (11 + i % 25), i % 100,
            60 + i % 100 * 13, "10.1.0.66"));
        Verdict inTheNameOfTheGateway = theOne(i -> redirect("10.1.0.1", "10.1.0.11", i, 28, "10.1.0.66"));

        assertThat(List.of(twoGateways, oneHostKeepsToTheWrongOne)).extracting(Verdict::cause)
            .containsOnly(Cause.REDIRECT_STORM);
        assertThat(List.of(itself, itselfFromMany)).extracting(Verdict::cause).containsOnly(Cause.REDIRECT_ATTACK);
        assertThat(itself.confidence()).isEqualTo(100);
        // It may as well be a host that opens many connections over the wrong gateway.
        assertThat(inTheNameOfTheGateway.cause()).isEqualTo(Cause.UNCLASSIFIED);
        assertThat(inTheNameOfTheGateway.scoreOf(Cause.REDIRECT_ATTACK)).isEqualTo(45);
    }

    private static IcmpError refused(int i) {
        String host = "10.1.0." + (11 + i % 9);
        return Traffic.error(START, 3, 13, ROUTER, host,
            Traffic.quoted(host, "203." + i * 7 % 250 + ".1.9", 1024 + i, 8080, 60, 60));
    }

    private static IcmpError lost(int i) {
        String host = "10.1.0." + (11 + i % 9);
        return Traffic.error(START, 3, i % 2, ROUTER, host,
            Traffic.quoted(host, "198.51.100." + i % 200, 1024 + i, i * 31 % 1000, 60, 60 + i * 13 % 800));
    }

    @Test
    void aRouterThatRefusesAServiceMayLoseANetworkToo() {
        Traffic traffic = errors(errors(new Traffic(), 10, CausesTest::refused), 15, CausesTest::lost);
        List<StormStep> steps = traffic.steps();

        assertThat(steps).filteredOn(step -> step.action() == Action.OPEN)
            .extracting(step -> step.verdict().cause() + " " + step.place().scope()).containsExactly(
                "ADMIN_PROHIBITED REPORTER:" + ROUTER, "UNREACHABLE_PREFIX QUOTED_PREFIX:198.51.100.0/24");
        assertThat(steps).filteredOn(step -> step.action() == Action.CLOSE)
            .extracting(step -> step.volume().totalCount()).containsExactly(1200L, 1200L);
        assertThat(steps.get(0).identity().dedupeKey()).isEqualTo(
            "icmp.storm;*;ipv4;unreachable.prohibited;REPORTER:" + ROUTER);
        assertThat(traffic.steps(1000, 100)).isEqualTo(steps);
    }

    @Test
    void aRouterThatSaysThisAndThatIsOneAlert() {
        List<StormStep> strays = steps(i -> i % 10 == 9 ? lost(i) : refused(i));
        Verdict both = theOne(i -> i % 3 == 0 ? lost(i) : refused(i));

        assertThat(strays).extracting(StormStep::action).containsExactly(Action.OPEN, Action.CLOSE);
        assertThat(strays.get(1).volume().totalCount()).isEqualTo(PPS * SECONDS * 9 / 10);
        assertThat(both.cause()).isEqualTo(Cause.UNCLASSIFIED);
    }

    @Test
    void countsOfAFloodAreWithoutWhatFailedForAnotherReason() {
        Traffic traffic = new Traffic();
        for (int i = 0; i < 10_000; i++) {
            IcmpError error = i % 10 == 9 ? lost(i / 10) : refused(i);
            traffic.add(Traffic.error(START + 10_000 + i, 3, error.code(), ROUTER, error.receiver().text(),
                error.quoted()));
        }
        List<StormStep> closed = traffic.until(100).steps().stream().filter(step -> step.action() == Action.CLOSE)
            .toList();

        assertThat(closed).extracting(step -> step.verdict().cause()).containsExactlyInAnyOrder(
            Cause.ADMIN_PROHIBITED, Cause.UNREACHABLE_PREFIX);
        // What came before the newest 512 when the first alert opened is known by number alone.
        assertThat(closed.stream().mapToLong(step -> step.volume().totalCount()).sum()).isBetween(9_900L, 10_000L);
    }

    /** One service can't be reached any more, says a router. */
    private static IcmpError unserved(String host, int port) {
        return Traffic.error(START, 3, 1, ROUTER, host, Traffic.quoted(host, "203.0.113.9", port, 443, 60, 60));
    }

    @Test
    void hostsThatLiveAskAgainAndForgedOnesAreEachAnother() {
        for (long seed = 1; seed <= 5; seed++) {
            Random random = new Random(seed);
            Traffic outage = new Traffic();
            for (int i = 0; i < 300; i++) {
                outage.add(at(10_000 + i * 40L, unserved("10.1.0." + (11 + random.nextInt(80)), 1024 + i)));
            }
            Verdict forged = theOne(i -> unserved("10.1." + random.nextInt(256) + "." + random.nextInt(256), 1024 + i));

            assertThat(outage.until(100).steps()).as("seed %d", seed)
                .extracting(step -> step.action() + " " + step.verdict().cause())
                .containsExactly("OPEN UNREACHABLE_PREFIX", "CLOSE UNREACHABLE_PREFIX");
            assertThat(forged.cause()).as("seed %d", seed).isEqualTo(Cause.SPOOFED_DDOS_BACKSCATTER);
        }
    }

    private static IcmpError random(Random random, int type) {
        return Traffic.error(START, type, type == 11 ? 0 : new int[] {0, 1, 3, 13}[random.nextInt(4)], any(random),
            any(random), Traffic.quoted(any(random), any(random), 1024 + random.nextInt(60_000),
                1024 + random.nextInt(60_000), random.nextInt(256), 60 + random.nextInt(1000)));
    }

    private static String any(Random random) {
        return (20 + random.nextInt(80)) + "." + random.nextInt(256) + "." + random.nextInt(256) + "."
            + random.nextInt(256);
    }

    @Test
    void whatNothingExplainsIsOneAlertOverAllClasses() {
        for (long seed = 1; seed <= 5; seed++) {
            Random random = new Random(seed);
            Verdict verdict = theOne(i -> random(random, i % 2 == 0 ? 11 : 3));

            assertThat(verdict.cause()).as("seed %d", seed).isEqualTo(Cause.UNCLASSIFIED);
        }
    }

    @Test
    void whatSomethingExplainsIsNotPartOfIt() {
        Random random = new Random(7);
        List<StormStep> steps = errors(new Traffic(), 10, i -> random(random, 11))
            .scan(20, 20, 60, "203.0.113.50").until(120).steps();

        assertThat(steps).filteredOn(step -> step.action() == Action.CLOSE)
            .extracting(step -> step.verdict().cause() + " " + step.volume().totalCount())
            .containsExactlyInAnyOrder("UNCLASSIFIED 1200", "UDP_SCAN_BACKSCATTER 1200");
    }
}

package io.tidewatch.processors.storm;

import io.tidewatch.processors.storm.Profile.Mark;
import java.util.ArrayList;
import java.util.List;

/**
 * Scores each cause from the features of a {@link Profile}. A cause that the class of the errors rules out scores 0;
 * one whose typical picture is complete scores about 100. Features that hosts cannot fake cheaply weigh more.
 */
final class Causes {
    private static final double NEARLY_ALL = 0.8;
    private static final double HALF = 0.5;
    private static final int MANY = 16;

    private final Profile profile;
    private final List<Score> scores = new ArrayList<>();

    private Causes(Profile profile) {
        this.profile = profile;
    }

    /** All causes with their points. */
    static List<Score> scores(Profile profile) {
        Causes causes = new Causes(profile);
        causes.routing();
        causes.policy();
        causes.tooBig();
        causes.redirects();
        causes.deprecated();
        causes.scans();
        causes.victims();
        causes.clients();
        causes.floods();
        return causes.scores;
    }

    private Score score(Cause cause) {
        Score score = new Score(cause);
        scores.add(score);
        return score;
    }

    private void routing() {
        double exceeded = profile.share(Mark.TIME_EXCEEDED);
        List<Ranked> reporters = profile.reporters.top(4);
        double two = reporters.size() < 2 ? 0 : reporters.get(0).share() + reporters.get(1).share();
        boolean pair = two >= NEARLY_ALL && reporters.get(0).share() <= 0.65;
        score(Cause.ROUTING_LOOP).needs(exceeded >= 0.9)
            .plus(25, true, "%s of the messages say that the hop count ran out in transit", percent(exceeded))
            .plus(20, onePrefix(), "%s of the failing traffic goes to %s", percent(profile.prefixes.firstShare()),
                firstValue(profile.prefixes))
            .plus(25, pair, "two routers report equally much: %s", names(reporters, 2))
            .plus(10, !pair && reporters.size() <= 4 && profile.reporterCount.count() <= 4,
                "only %d routers report", profile.reporterCount.count())
            .plus(15, profile.perFlow() >= 2, "the same flows fail again and again, %.1f messages a flow",
                profile.perFlow())
            .plus(10, profile.sourceCount.count() >= 2, "%d senders of the traffic", profile.sourceCount.count())
            .plus(5, profile.lengthVariation() >= 0.1, "lengths vary as in real traffic")
            .minus(40, profile.share(Mark.TRACEROUTE_PORT) >= HALF)
            .minus(20, oneReceiver() && profile.reporterCount.count() > 4);
        score(Cause.TRACEROUTE_STORM).needs(exceeded >= HALF)
            .plus(20, true, "%s of the messages say that the hop count ran out in transit", percent(exceeded))
            .plus(20, profile.receivers.top(2).size() > 0 && topTwo(profile.receivers) >= NEARLY_ALL,
                "the errors go to %d hosts", profile.receiverCount.count())
            .plus(25, profile.reporterCount.count() >= 5, "%d routers report", profile.reporterCount.count())
            .plus(25, profile.share(Mark.TRACEROUTE_PORT) + profile.share(Mark.ECHO) >= HALF,
                "the failing traffic looks like traceroute: UDP ports 33434 to 33534 or echo requests")
            .plus(10, profile.meanLength() > 0 && profile.lengthVariation() < 0.05, "all probes have one length");
        double lost = profile.share(Mark.NET_OR_HOST);
        score(Cause.UNREACHABLE_PREFIX).needs(lost >= 0.7)
            .plus(30, true, "%s of the messages say that a network or host can't be reached", percent(lost))
            .plus(25, onePrefix(), "%s of the failing traffic goes to %s", percent(profile.prefixes.firstShare()),
                firstValue(profile.prefixes))
            .plus(15, topTwo(profile.reporters) >= NEARLY_ALL, "%d routers report", profile.reporterCount.count())
            .plus(20, profile.sourceCount.count() >= 3 && !oneSource(), "%d senders of the traffic",
                profile.sourceCount.count())
            .plus(10, profile.lengthVariation() >= 0.1, "lengths vary as in real traffic")
            .minus(20, oneSource() && profile.destinationCount.count() >= MANY);
    }

    private void policy() {
        double prohibited = profile.share(Mark.PROHIBITED);
        score(Cause.ADMIN_PROHIBITED).needs(prohibited >= 0.7)
            .plus(30, true, "%s of the messages say that a filter forbids the traffic", percent(prohibited))
            .plus(15, oneReporter(), "one device reports: %s", firstValue(profile.reporters))
            .plus(20, profile.ports.firstShare() >= HALF, "%s of it goes to port %s",
                percent(profile.ports.firstShare()), firstValue(profile.ports))
            .plus(35, !oneSource() && profile.sourceCount.count() >= 3, "%d senders of the traffic",
                profile.sourceCount.count())
            .minus(20, oneSource() && profile.destinationCount.count() >= MANY);
    }

    private void tooBig() {
        double big = profile.share(Mark.TOO_BIG);
        double small = profile.share(Mark.MTU_BELOW_MINIMUM);
        boolean oneMtu = profile.mtus.firstShare() >= NEARLY_ALL;
        boolean unnamed = firstValue(profile.mtus).equals("0");
        // Where discovery works each flow is told once or twice, by one device with one MTU too.
        score(Cause.PMTUD_BLACKHOLE).needs(big >= 0.9)
            .plus(15, true, "%s of the messages say that packets are too big", percent(big))
            .plus(55, profile.perFlow() >= 4, "senders do not learn: %.1f messages a flow", profile.perFlow())
            .plus(15, oneMtu && !unnamed, "one next-hop MTU: %s", firstValue(profile.mtus))
            .plus(15, oneMtu && unnamed, "no next-hop MTU, as of routers older than RFC 1191")
            .plus(15, oneReporter(), "one device reports: %s", firstValue(profile.reporters))
            .minus(40, small >= HALF);
        score(Cause.FORGED_PTB).needs(big >= 0.9)
            .plus(70, small >= HALF, "%s of them name an MTU that no link has: %s", percent(small),
                firstValue(profile.mtus))
            .plus(15, small >= HALF && profile.reporterCount.count() > 2, "%d senders of errors",
                profile.reporterCount.count())
            .plus(15, small >= HALF && oneReceiver(), "one target: %s", firstValue(profile.receivers));
    }

    private void redirects() {
        double redirects = profile.share(Mark.REDIRECT);
        boolean oneGateway = profile.gateways.firstShare() >= NEARLY_ALL;
        boolean toItself = oneGateway && oneReporter()
            && firstValue(profile.gateways).equals(firstValue(profile.reporters));
        score(Cause.REDIRECT_STORM).needs(redirects >= 0.9)
            .plus(25, true, "%s of the messages are redirects", percent(redirects))
            .plus(10, oneReporter(), "one gateway sends them: %s", firstValue(profile.reporters))
            .plus(10, oneGateway, "all point to %s", firstValue(profile.gateways))
            .plus(30, profile.receiverCount.count() >= 3 && !oneReceiver(), "%d hosts use the wrong gateway",
                profile.receiverCount.count())
            .plus(25, profile.perFlow() >= 2, "and keep to it: %.1f messages a flow", profile.perFlow())
            .minus(40, toItself);
        score(Cause.REDIRECT_ATTACK).needs(redirects >= 0.9)
            .plus(10, true, "%s of the messages are redirects", percent(redirects))
            .plus(55, toItself, "%s points to itself, where a router names another one (RFC 1812 §5.2.7.2)",
                firstValue(profile.reporters))
            .plus(15, oneReceiver(), "one target: %s", firstValue(profile.receivers))
            .plus(10, profile.meanLength() > 0 && profile.lengthVariation() < 0.05,
                "the datagrams that they quote are all of one length")
            .plus(10, profile.perFlow() < 1.5 && profile.flowCount.count() >= MANY,
                "and nearly each is of another flow (%d)", profile.flowCount.count());
    }

    private void deprecated() {
        double quench = profile.share(Mark.SOURCE_QUENCH);
        score(Cause.SOURCE_QUENCH).needs(quench >= 0.9)
            .plus(90, true, "%s of the messages are source quench, which nobody sends since RFC 6633", percent(quench))
            .plus(10, profile.reporters.firstShare() >= NEARLY_ALL, "one device sends them: %s",
                firstValue(profile.reporters));
        double reassembly = profile.share(Mark.REASSEMBLY);
        // Single fragments from forged sources time out just so, each for another sender.
        score(Cause.REASSEMBLY_TIMEOUT).needs(reassembly >= 0.9)
            .plus(30, true, "%s of the messages say that fragments were missing", percent(reassembly))
            .plus(15, profile.share(Mark.SELF_REPORTED) >= NEARLY_ALL, "the hosts that wait for them say so")
            .plus(55, profile.perSource() >= 3, "from the same %d senders again and again",
                profile.sourceCount.count());
        double parameter = profile.share(Mark.PARAMETER_PROBLEM);
        score(Cause.PARAMETER_PROBLEM).needs(parameter >= 0.9)
            .plus(80, true, "%s of the messages are about header fields", percent(parameter))
            .plus(20, oneReceiver(), "one sender of odd packets: %s", firstValue(profile.receivers));
        double multicast = profile.share(Mark.MULTICAST);
        score(Cause.MULTICAST_ERROR).needs(multicast >= NEARLY_ALL)
            .needs(profile.share(Mark.TOO_BIG) + parameter < HALF)
            .plus(100, true, "%s of the failing traffic is multicast, about which no error may be sent (RFC 1122"
                + " §3.2.2, RFC 4443 §2.4)", percent(multicast));
    }

    private void scans() {
        double port = profile.share(Mark.PORT);
        double self = profile.share(Mark.SELF_REPORTED);
        boolean fresh = profile.perFlow() > 0 && profile.perFlow() < 2;
        score(Cause.UDP_SCAN_BACKSCATTER).needs(port >= 0.7)
            .plus(20, true, "%s of the messages say that a port is closed", percent(port))
            .plus(20, oneReceiver(), "they all go to one host: %s", firstValue(profile.receivers))
            .plus(15, self >= NEARLY_ALL, "the hosts that were probed answer themselves, %d of them",
                profile.reporterCount.count())
            .plus(25, fresh && profile.flowCount.count() >= MANY, "nearly each message is about another flow (%d)",
                profile.flowCount.count())
            .plus(10, profile.portCount.count() >= MANY || profile.destinationCount.count() >= MANY,
                "%d ports of %d hosts", profile.portCount.count(), profile.destinationCount.count())
            .plus(10, profile.sourcePorts.firstShare() >= NEARLY_ALL || profile.lengthVariation() < 0.05,
                "the probes are alike: one length or one source port")
            .minus(30, profile.prefixCount.count() >= MANY);
        double unreachable = profile.share(Mark.UNREACHABLE) + profile.share(Mark.TIME_EXCEEDED);
        double ratio = profile.count() == 0 ? 0 : (double) profile.destinationCount.count() / profile.count();
        score(Cause.SCAN_BY_INTERNAL_HOST).needs(unreachable >= 0.9).needs(oneReceiver())
            .plus(25, true, "they all go to one host: %s", firstValue(profile.receivers))
            .plus(25, ratio >= 0.3 && profile.destinationCount.count() >= MANY, "it tried %d destinations",
                profile.destinationCount.count())
            .plus(20, profile.prefixCount.count() >= MANY, "in %d networks", profile.prefixCount.count())
            .plus(15, self < HALF, "routers on the way say so, not the destinations")
            .plus(15, profile.portCount.count() > 0 && (profile.portCount.count() <= 4
                || profile.ports.firstShare() >= HALF), "at few ports, mostly %s", firstValue(profile.ports))
            .minus(25, self >= NEARLY_ALL && profile.prefixCount.count() < MANY)
            .minus(25, profile.share(Mark.TRACEROUTE_PORT) >= HALF);
    }

    private void victims() {
        double unreachable = profile.share(Mark.UNREACHABLE) + profile.share(Mark.TIME_EXCEEDED);
        boolean manySources = profile.sourceCount.count() >= MANY && profile.sources.firstShare() < 0.2;
        double sources = profile.count() == 0 ? 0 : (double) profile.sourceCount.count() / profile.count();
        score(Cause.SPOOFED_DDOS_BACKSCATTER).needs(unreachable >= 0.9).needs(manySources)
            .plus(25, profile.destinations.firstShare() >= NEARLY_ALL, "all the failing traffic goes to one host: %s",
                firstValue(profile.destinations))
            .plus(25, sources >= NEARLY_ALL, "nearly each message is for another address (%d), as with forged ones",
                profile.sourceCount.count())
            .plus(20, profile.ports.firstShare() >= NEARLY_ALL, "%s of it goes to port %s",
                percent(profile.ports.firstShare()), firstValue(profile.ports))
            .plus(15, topTwo(profile.reporters) >= NEARLY_ALL, "the host or its router reports: %s",
                firstValue(profile.reporters))
            .plus(15, profile.perFlow() < 1.5, "no flow goes on");
        double amplifier = profile.share(Mark.AMPLIFIER_PORT);
        score(Cause.REFLECTION_ATTEMPT_ON_HOST).needs(profile.share(Mark.UNREACHABLE) >= 0.9).needs(amplifier >= HALF)
            .plus(30, true, "%s of the failing traffic asks services that amplify, mostly port %s",
                percent(amplifier), firstValue(profile.ports))
            .plus(25, oneReceiver(), "all for one host: %s", firstValue(profile.receivers))
            .plus(25, profile.reporterCount.count() >= MANY, "%d hosts refuse", profile.reporterCount.count())
            .plus(10, profile.share(Mark.SELF_REPORTED) >= NEARLY_ALL, "those asked answer themselves")
            .plus(10, profile.prefixCount.count() >= MANY, "in %d networks", profile.prefixCount.count());
    }

    private void clients() {
        double unreachable = profile.share(Mark.UNREACHABLE);
        score(Cause.BROKEN_CLIENT).needs(unreachable >= 0.9)
            .plus(20, oneReceiver(), "one host: %s", firstValue(profile.receivers))
            .plus(20, profile.destinations.firstShare() >= NEARLY_ALL, "wants one destination: %s",
                firstValue(profile.destinations))
            .plus(25, profile.ports.firstShare() >= NEARLY_ALL, "at one port: %s", firstValue(profile.ports))
            .plus(25, profile.perFlow() >= 4, "and does not give up: %.1f messages a flow", profile.perFlow());
    }

    private void floods() {
        double requests = profile.share(Mark.ECHO_REQUEST);
        double replies = profile.share(Mark.ECHO_REPLY);
        long senders = profile.reporterCount.count();
        score(Cause.ECHO_FLOOD).needs(requests + replies >= 0.9)
            .plus(50, requests >= 0.3, "%s of the messages are echo requests", percent(requests))
            .plus(50, requests < 0.3 && senders < MANY, "replies of %d hosts to what others ask", senders)
            .plus(25, profile.receivers.firstShare() >= 0.4, "mostly to one host: %s", firstValue(profile.receivers))
            .plus(20, profile.reporters.firstShare() >= 0.4, "mostly from one host: %s", firstValue(profile.reporters))
            .plus(20, senders >= MANY && profile.reporters.firstShare() < HALF, "%d senders", senders);
        score(Cause.SMURF).needs(replies >= 0.9)
            .plus(30, true, "%s of the messages are echo replies, and nobody is seen to ask", percent(replies))
            .plus(35, senders >= MANY, "%d hosts reply", senders)
            .plus(30, oneReceiver(), "to one that they were made to: %s", firstValue(profile.receivers));
        double queries = profile.share(Mark.QUERY);
        score(Cause.IGMP_QUERY_FLOOD).needs(queries >= 0.9)
            .plus(60, true, "%s of the messages are queries, of which one a minute is usual", percent(queries))
            .plus(20, oneReporter(), "one router sends them: %s", firstValue(profile.reporters))
            .plus(20, senders >= MANY, "%d senders, as with forged ones", senders)
            .plus(20, profile.receiverCount.count() >= MANY, "about %d groups", profile.receiverCount.count());
        double reports = profile.share(Mark.REPORT);
        score(Cause.REPORT_FLOOD).needs(reports >= 0.9)
            .plus(60, true, "%s of the messages are reports or leaves", percent(reports))
            .plus(20, oneReporter(), "one host sends them: %s", firstValue(profile.reporters))
            .plus(20, senders >= MANY && !oneReporter(), "%d hosts send them", senders)
            .plus(20, profile.receiverCount.count() >= MANY, "about %d groups", profile.receiverCount.count());
    }

    private boolean oneReporter() {
        return profile.reporters.firstShare() >= NEARLY_ALL;
    }

    private boolean onePrefix() {
        return profile.prefixes.firstShare() >= NEARLY_ALL;
    }

    private boolean oneReceiver() {
        return profile.receivers.firstShare() >= NEARLY_ALL;
    }

    private boolean oneSource() {
        return profile.sources.firstShare() >= NEARLY_ALL;
    }

    private static double topTwo(SpaceSaving sketch) {
        double share = 0;
        for (Ranked each : sketch.top(2)) {
            share += each.share();
        }
        return share;
    }

    private static String firstValue(SpaceSaving sketch) {
        Ranked first = sketch.first();
        return first == null ? "none" : first.value();
    }

    private static String names(List<Ranked> ranked, int most) {
        List<String> names = new ArrayList<>();
        for (Ranked each : ranked.subList(0, Math.min(most, ranked.size()))) {
            names.add(each.value());
        }
        return String.join(" and ", names);
    }

    private static String percent(double share) {
        return Math.round(share * 100) + " %";
    }
}

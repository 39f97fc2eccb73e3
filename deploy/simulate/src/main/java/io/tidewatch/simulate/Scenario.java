package io.tidewatch.simulate;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * What can happen on a segment, by name: each cause, what it may be confused with, and ways in which a storm can be
 * hard to find. Causes are named as in alerts.
 */
public enum Scenario {
    ROUTING_LOOP(Kind.STORM, Routing::loop, "two routers send a prefix to each other"),
    UNREACHABLE_PREFIX(Kind.STORM, Routing::unreachablePrefix, "a prefix is gone"),
    ADMIN_PROHIBITED(Kind.STORM, Routing::adminProhibited, "a filter forbids a service"),
    PMTUD_BLACKHOLE(Kind.STORM, Devices::pmtudBlackhole, "senders never learn the MTU of a tunnel"),
    FORGED_PTB(Kind.STORM, Devices::forgedPtb, "strangers tell a host of an MTU that no link has"),
    REDIRECT_STORM(Kind.STORM, Devices::redirectStorm, "hosts use the wrong one of two gateways", 4),
    REDIRECT_ATTACK(Kind.STORM, Devices::redirectAttack, "a host that is no router redirects another one", 4),
    SOURCE_QUENCH(Kind.STORM, Devices::sourceQuench, "old gear asks senders to slow down", 4),
    REASSEMBLY_TIMEOUT(Kind.STORM, Devices::reassembly, "hosts wait for fragments in vain"),
    PARAMETER_PROBLEM(Kind.STORM, Devices::parameterProblem, "a router does not take an option"),
    UDP_SCAN_BACKSCATTER(Kind.STORM, Scans::udpScan, "somebody scans our UDP ports"),
    SCAN_BY_INTERNAL_HOST(Kind.STORM, Scans::internalScan, "one of ours scans the world"),
    SPOOFED_DDOS_BACKSCATTER(Kind.STORM, Scans::forgedSources, "a victim answers to our forged addresses"),
    REFLECTION_ATTEMPT_ON_HOST(Kind.STORM, Scans::reflection, "servers answer one of ours that never asked"),
    TRACEROUTE_STORM(Kind.STORM, Routing::traceroutes, "one or two hosts trace the ways to everywhere"),
    BROKEN_CLIENT(Kind.STORM, Scans::brokenClient, "a client asks a dead service again and again"),
    MULTICAST_ERROR(Kind.STORM, Devices::multicastError, "hosts answer multicast with errors"),
    RANDOM_KEYS(Kind.STORM, "unclassified", null, Scans::randomKeys, "forged at random in every field", 0),

    LOOP_OF_ONE_HOST(Kind.CONFUSER, "routing_loop", "traceroute_storm", Routing::loopOfOneHost,
        "a loop that one host's traffic meets", 0),
    SERVICE_OUTAGE(Kind.CONFUSER, "unreachable_prefix", "spoofed_ddos_backscatter", Routing::serviceOutage,
        "a popular service is down for hosts that live", 0),
    SCAN_AT_FIREWALL(Kind.CONFUSER, "scan_by_internal_host", "admin_prohibited", Routing::scanAtFirewall,
        "one of ours scans through a firewall", 0),
    SCAN_FOR_AMPLIFIERS(Kind.CONFUSER, "scan_by_internal_host", "reflection_attempt_on_host", Scans::scanForAmplifiers,
        "one of ours looks for name servers", 0),
    ORDINARY_PMTUD(Kind.CONFUSER, null, "pmtud_blackhole", Devices::ordinaryPmtud, "flows learn the MTU of a tunnel",
        0),
    OLD_GEAR(Kind.CONFUSER, "pmtud_blackhole", "forged_ptb", Devices::oldGear, "a router too old to name the MTU", 4),
    FRAGMENT_FLOOD(Kind.CONFUSER, "unclassified", "reassembly_timeout", Devices::fragmentFlood,
        "single fragments with forged sources", 0),
    FINGERPRINTING(Kind.CONFUSER, "parameter_problem", null, Devices::fingerprinting,
        "somebody tells systems apart by what they complain about", 0),
    TOO_BIG_MULTICAST(Kind.CONFUSER, "pmtud_blackhole", "multicast_error", Devices::tooBigMulticast,
        "multicast that is too big, which may be told", 6),
    MIRROR_DUPLICATE(Kind.CONFUSER, null, null, Floods::mirrored, "a mirror port shows each frame twice", 4),

    ECHO_FLOOD(Kind.FLOOD, Floods::echoFlood, "pings at one host"),
    POLLER(Kind.FLOOD, null, "echo_flood", Floods::poller, "a monitoring station pings everybody", 0),
    SMURF(Kind.FLOOD, Floods::smurf, "a segment answers somebody who never asked"),
    IGMP_QUERY_FLOOD(Kind.FLOOD, Floods::queryFlood, "queries without pause", 4),
    ROGUE_QUERIER(Kind.FLOOD, Floods::rogueQuerier, "a second querier with a lower address and version", 4),
    ELECTION_FLAP(Kind.FLOOD, null, "igmp_query_flood", Floods::electionFlap, "two queriers by turns", 4),
    MISSING_QUERIER(Kind.FLOOD, Floods::missingQuerier, "hosts join and the querier is gone", 4),
    REPORT_FLOOD(Kind.FLOOD, Floods::reportFlood, "one host joins every group there is", 4),
    CHANNEL_SURFING(Kind.FLOOD, null, "report_flood", Floods::channelSurfing, "viewers change channels", 4),
    TCN_FLUSH(Kind.FLOOD, Floods::tcnFlush, "everybody reports after a topology change", 4),

    SLOW_RAMP(Kind.HARD, "any storm, over 5 to 15 minutes from nothing to its full rate"),
    BOILING_FROG(Kind.HARD, "any storm, over 2 hours from nothing to its full rate"),
    ON_OFF(Kind.HARD, "any storm, in bursts of 5 s with pauses of 5 to 15 s"),
    BENEATH_NOISE(Kind.HARD, "any storm about unreachables, below what a broken client has made usual"),
    LOW_AND_WIDE(Kind.HARD, "a scan below any rate that is too much, from very many routers"),
    SENSOR_DIES(Kind.HARD, "any storm, during which the sensor falls silent for ten minutes"),
    SEVERAL_AT_ONCE(Kind.HARD, "two or three storms of different causes on one segment"),
    SEVERAL_SEGMENTS(Kind.HARD, "a loop or lost prefix that up to four segments see at once"),

    BACKGROUND(Kind.QUIET, "nothing but the background: strays, bursts, pings, by day and night");

    /** What an alert should make of it. */
    public enum Kind {
        /** Errors of a clear cause at a constant rate: one alert. */
        STORM,
        /** Errors that look like another cause. */
        CONFUSER,
        /** No errors: pings, queries and reports. */
        FLOOD,
        /** One of the storms, in a way that makes it hard to find. */
        HARD,
        /** No storm. */
        QUIET
    }

    private final Kind kind;
    private final String cause;
    private final String confuses;
    private final Function<Site, Recipe> recipe;
    private final String description;
    private final int version;

    Scenario(Kind kind, Function<Site, Recipe> recipe, String description) {
        this(kind, recipe, description, 0);
    }

    Scenario(Kind kind, Function<Site, Recipe> recipe, String description, int version) {
        this.kind = kind;
        this.cause = id();
        this.confuses = null;
        this.recipe = recipe;
        this.description = description;
        this.version = version;
    }

    Scenario(Kind kind, String cause, String confuses, Function<Site, Recipe> recipe, String description,
             int version) {
        this.kind = kind;
        this.cause = cause;
        this.confuses = confuses;
        this.recipe = recipe;
        this.description = description;
        this.version = version;
    }

    Scenario(Kind kind, String description) {
        this(kind, null, null, null, description, 0);
    }

    /** As on the command line and in labels. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The one of this name, or null. */
    public static Scenario of(String id) {
        return Arrays.stream(values()).filter(each -> each.id().equals(id)).findFirst().orElse(null);
    }

    public Kind kind() {
        return kind;
    }

    /** For people. */
    public String description() {
        return description;
    }

    /** The true cause; null where there is none, and where it is that of the storm inside. */
    String cause() {
        return cause;
    }

    /** The cause that it may be taken for, or null. */
    String confuses() {
        return confuses;
    }

    Recipe recipe(Site site) {
        return recipe.apply(site);
    }

    /** 4 or 6 where there is only one of both, else 0. */
    int version() {
        return version;
    }

    /** The shortest simulation that it fits into. */
    public Duration room() {
        return switch (this) {
            case BOILING_FROG -> Duration.ofHours(3);
            case BENEATH_NOISE -> Duration.ofMinutes(50);
            case BACKGROUND -> Duration.ofSeconds(1);
            default -> Duration.ofMinutes(25);
        };
    }

    static List<Scenario> of(Kind kind) {
        return Arrays.stream(values()).filter(each -> each.kind == kind).toList();
    }
}

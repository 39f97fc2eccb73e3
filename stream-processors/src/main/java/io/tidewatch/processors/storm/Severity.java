package io.tidewatch.processors.storm;

/** How bad it is. The order is part of the persisted form. */
public enum Severity {
    INFO, LOW, MEDIUM, HIGH, CRITICAL;

    /**
     * By how far the rate is above what opened the alert: below 2 times LOW, below 10 MEDIUM, below 50 HIGH, else
     * CRITICAL. What takes connectivity away (a loop, a lost prefix) is MEDIUM at least, forged errors and redirects
     * HIGH; one client's mistake is never above MEDIUM.
     */
    static Severity of(Cause cause, double rate, double threshold) {
        double times = rate / threshold;
        Severity byRate = times < 2 ? LOW : times < 10 ? MEDIUM : times < 50 ? HIGH : CRITICAL;
        return switch (cause) {
            case ROUTING_LOOP, UNREACHABLE_PREFIX, PMTUD_BLACKHOLE, SPOOFED_DDOS_BACKSCATTER,
                REFLECTION_ATTEMPT_ON_HOST, SMURF, IGMP_QUERY_FLOOD -> atLeast(byRate, MEDIUM);
            case FORGED_PTB, REDIRECT_ATTACK -> atLeast(byRate, HIGH);
            case BROKEN_CLIENT, TRACEROUTE_STORM -> byRate.compareTo(MEDIUM) > 0 ? MEDIUM : byRate;
            case ADMIN_PROHIBITED, REDIRECT_STORM, SOURCE_QUENCH, REASSEMBLY_TIMEOUT, PARAMETER_PROBLEM,
                UDP_SCAN_BACKSCATTER, SCAN_BY_INTERNAL_HOST, MULTICAST_ERROR, ECHO_FLOOD, REPORT_FLOOD,
                UNCLASSIFIED -> byRate;
        };
    }

    private static Severity atLeast(Severity severity, Severity least) {
        return severity.compareTo(least) < 0 ? least : severity;
    }
}

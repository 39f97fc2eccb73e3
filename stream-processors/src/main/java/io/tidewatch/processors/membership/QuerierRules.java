package io.tidewatch.processors.membership;

import io.tidewatch.processors.membership.QuerierTable.Status;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Querier election and the timers it settles, RFC 9776 sections 6.6.2 and 8, RFC 9777 sections 7.6.2 and 9: the lowest
 * address wins, and another takes over when it has been silent for the other-querier-present interval. Switches that
 * ask from no address (RFC 4541) are candidates that never win; while nobody else is heard, theirs are the timers.
 */
public final class QuerierRules {
    /** More than any segment has; a forger of queriers gets no more memory than that. */
    private static final int MOST_CANDIDATES = 16;

    private QuerierRules() {
    }

    /** A query of any kind, after {@link #onTime} up to its time. */
    public static QuerierTable onQuery(QuerierTable known, Query query, long now) {
        if (query.discarded()) {
            return known;
        }
        List<QuerierCandidate> candidates = heard(known, query, now);
        String elected = known.status() == Status.ELECTED ? known.elected() : null;
        if (!query.proxy() && (elected == null || compare(query.querier(), elected) < 0)
                && contains(candidates, query.querier())) {
            elected = query.querier();
        }
        boolean changed = elected != null && !(known.status() == Status.ELECTED && elected.equals(known.elected()));
        boolean authority = elected == null ? query.proxy() : elected.equals(query.querier());
        Timers timers = authority ? learn(known.timers(), query) : known.timers();
        return new QuerierTable(elected == null ? known.status() : Status.ELECTED,
            elected == null ? known.elected() : elected, changed ? now : known.since(), candidates, timers,
            known.learned() || authority, known.gap());
    }

    /**
     * Candidates that have been silent too long; the lowest that is left takes over. Several are taken in turn, so that
     * the result is the same however late it is asked for.
     */
    public static QuerierTable onTime(QuerierTable known, long now) {
        QuerierTable table = known;
        while (table.nextDeadline() <= now) {
            table = silent(table, table.nextDeadline());
        }
        return table;
    }

    private static QuerierTable silent(QuerierTable known, long now) {
        List<QuerierCandidate> left = new ArrayList<>();
        String lowest = null;
        for (QuerierCandidate candidate : known.candidates()) {
            if (known.silentAt(candidate) > now) {
                left.add(candidate);
                lowest = lowest == null && !candidate.proxy() ? candidate.address() : lowest;
            }
        }
        if (known.status() != Status.ELECTED || contains(left, known.elected())) {
            return new QuerierTable(known.status(), known.elected(), known.since(), left, known.timers(),
                known.learned(), known.gap());
        }
        long lostAt = known.silentAt(known.candidate(known.elected()));
        return new QuerierTable(lowest == null ? Status.LOST : Status.ELECTED,
            lowest == null ? known.elected() : lowest, lostAt, left, known.timers(), known.learned(),
            known.gap());
    }

    private static List<QuerierCandidate> heard(QuerierTable known, Query query, long now) {
        List<QuerierCandidate> next = new ArrayList<>(known.candidates());
        for (int i = 0; i < next.size(); i++) {
            QuerierCandidate candidate = next.get(i);
            if (candidate.address().equals(query.querier())) {
                next.set(i, new QuerierCandidate(query.querier(), query.mac(), query.version(),
                    candidate.firstQueryAt(), now, query.proxy(),
                    query.general() ? Announced.of(query) : candidate.announced()));
                return next;
            }
        }
        next.add(new QuerierCandidate(query.querier(), query.mac(), query.version(), now, now, query.proxy(),
            query.general() ? Announced.of(query) : Announced.NOTHING));
        next.sort((a, b) -> compare(a.address(), b.address()));
        // Of too many the highest goes, who would be elected last: forged ones never keep a lower one out.
        return next.size() > MOST_CANDIDATES ? next.subList(0, MOST_CANDIDATES) : next;
    }

    private static boolean contains(List<QuerierCandidate> candidates, String address) {
        for (QuerierCandidate candidate : candidates) {
            if (candidate.address().equals(address)) {
                return true;
            }
        }
        return false;
    }

    /**
     * What the querier's query says of the timers. QRV and QQIC of 0, and versions without them, mean the defaults (RFC
     * 9776 sections 4.1.6 and 4.1.7); a group query tells the last member query interval, a general one the response
     * interval.
     */
    private static Timers learn(Timers known, Query query) {
        int robustness = query.robustness() == 0 ? Timers.DEFAULT.robustness() : query.robustness();
        long interval = query.queryIntervalMs() == 0 ? Timers.DEFAULT.queryIntervalMs() : query.queryIntervalMs();
        return new Timers(robustness, interval, query.general() ? query.maxResponseMs() : known.queryResponseMs(),
            query.general() ? known.lastMemberQueryMs() : query.maxResponseMs());
    }

    /** By number, as elections go (RFC 9776 section 6.6.2); both are addresses of one family. */
    private static int compare(String a, String b) {
        return a.equals(b) ? 0 : Arrays.compareUnsigned(octets(a), octets(b));
    }

    private static byte[] octets(String address) {
        try {
            return InetAddress.getByName(address).getAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("not an address: " + address, e);
        }
    }
}

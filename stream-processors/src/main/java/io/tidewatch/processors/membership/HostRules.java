package io.tidewatch.processors.membership;

import java.util.List;
import java.util.SortedSet;

/**
 * What a host means by a record. It speaks for itself alone, so its word is taken literally and at once: a record of
 * its current state replaces what was known, a change applies to it. One exception: the answer to Q(G,S) is an IS_IN
 * that lists only what of S it wants (RFC 9776 section 5.2), not all that it wants.
 */
final class HostRules {
    private HostRules() {
    }

    /**
     * The host after its record; null when it is no member then.
     *
     * @param known what it said before; null when it was no member
     * @param asked the queries for the group that wait for answers
     * @param until when silence would end it
     */
    static HostState onRecord(HostState known, Reporter reporter, GroupRecord record, List<Asked> asked, long now,
                              long until) {
        FilterMode before = known == null ? FilterMode.INCLUDE : known.mode();
        SortedSet<String> had = known == null ? Sources.NONE : known.sources();
        if (known != null && record.type() == RecordType.IS_IN && Asked.mayBeAnsweredBy(record, asked, now)) {
            return heard(known, reporter, before, listed(before, had, record.sources()), now, until);
        }
        return switch (record.type()) {
            case IS_IN, TO_IN -> heard(known, reporter, FilterMode.INCLUDE, record.sources(), now, until);
            case IS_EX, TO_EX -> heard(known, reporter, FilterMode.EXCLUDE, record.sources(), now, until);
            case ALLOW -> heard(known, reporter, before, listed(before, had, record.sources()), now, until);
            case BLOCK -> heard(known, reporter, before, before == FilterMode.INCLUDE
                ? Sources.minus(had, record.sources()) : Sources.plus(had, record.sources()), now, until);
        };
    }

    /** INCLUDE(A) and wanted B: A+B. EXCLUDE(A) and wanted B: A-B. */
    private static SortedSet<String> listed(FilterMode mode, SortedSet<String> had, SortedSet<String> wanted) {
        return mode == FilterMode.INCLUDE ? Sources.plus(had, wanted) : Sources.minus(had, wanted);
    }

    private static HostState heard(HostState known, Reporter reporter, FilterMode mode, SortedSet<String> sources,
                                   long now, long until) {
        if (mode == FilterMode.INCLUDE && sources.isEmpty()) {
            return null;
        }
        boolean same = known != null && known.mode() == mode && known.sources().equals(sources);
        return new HostState(reporter.host(), reporter.mac(), mode, sources, reporter.version(),
            known == null ? now : known.joinedAt(), same ? known.since() : now, now, until);
    }

    /**
     * The host when the time of a query that it has not answered is up: Q(G) asked for any word of it, Q(G,S) of a host
     * that wants some of S. What it would have had to say is gone; null when nothing is left.
     */
    static HostState onUnanswered(HostState known, Asked query, long now) {
        if (!query.aboutSources()) {
            return null;
        }
        return switch (known.mode()) {
            case INCLUDE -> {
                SortedSet<String> left = Sources.minus(known.sources(), query.sources());
                yield left.isEmpty() ? null : left.equals(known.sources()) ? known : known.withSources(left, now);
            }
            // It wants all but its list; silent about the rest of S, it is not there any more.
            case EXCLUDE -> known.sources().containsAll(query.sources()) ? known : null;
        };
    }
}

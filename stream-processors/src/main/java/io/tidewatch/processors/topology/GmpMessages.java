package io.tidewatch.processors.topology;

import io.tidewatch.processors.membership.Family;
import io.tidewatch.processors.membership.GroupRecord;
import io.tidewatch.processors.membership.Query;
import io.tidewatch.processors.membership.RecordType;
import io.tidewatch.processors.membership.Reporter;
import io.tidewatch.processors.topology.GmpMessage.Ignored;
import io.tidewatch.processors.topology.GmpMessage.Why;
import io.tidewatch.schemas.Checksum;
import io.tidewatch.schemas.GmpKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The border between the contract and the rules: events into messages. Everything is checked here, since anybody who
 * may write the topic may send any event, and the rules and the keys of the stores rely on it.
 */
final class GmpMessages {
    private static final Set<GmpKind> QUERIES =
        EnumSet.of(GmpKind.GENERAL_QUERY, GmpKind.GROUP_QUERY, GmpKind.GROUP_SOURCE_QUERY);
    /** IGMPv1 queries tell no time: 10 s (RFC 9776 section 7.2.1). */
    private static final int IGMP1_RESPONSE_MS = 10_000;
    /** The most that a 16-bit code of MLDv2 can tell (RFC 9777 section 5.1.3). */
    private static final int LONGEST_RESPONSE_MS = 8_387_584;
    private static final int MOST_ROBUST = 7;
    /** The most that a QQIC can tell, seconds (RFC 9776 section 4.1.7). */
    private static final int LONGEST_INTERVAL_S = 31_744;

    private GmpMessages() {
    }

    static GmpMessage of(GmpFields event) {
        Family family = switch (event.protocol()) {
            case IGMP -> Family.IPV4;
            case MLD -> Family.IPV6;
            case OTHER -> null;
        };
        boolean report = event.kind() == GmpKind.REPORT || event.kind() == GmpKind.LEAVE;
        boolean query = QUERIES.contains(event.kind());
        if (family == null || !report && !query) {
            return new Ignored(Why.KIND);
        }
        Why why = refused(event, family);
        if (why != null) {
            return new Ignored(why);
        }
        return report ? report(event, family) : query(event, family);
    }

    private static Why refused(GmpFields event, Family family) {
        if (event.checksum() == Checksum.INVALID) {
            return Why.CHECKSUM;
        }
        boolean mac = event.sourceMac() == null || AddressText.mac(event.sourceMac());
        if (!mac || event.version() < 1 || event.version() > family.newestVersion()) {
            return Why.MALFORMED;
        }
        String source = event.source();
        return switch (family) {
            case IPV4 -> !AddressText.ipv4(source) || AddressText.multicast4(source) ? Why.SENDER : null;
            case IPV6 -> !AddressText.ipv6(source) || !AddressText.linkLocal6(source) ? Why.SENDER
                : event.ttl() != 1 || !event.routerAlert() ? Why.HOP_LIMIT : null;
        };
    }

    private static GmpMessage report(GmpFields event, Family family) {
        Reporter reporter = new Reporter(family, event.source(), event.sourceMac(), event.version(),
            event.kind() == GmpKind.LEAVE);
        if (reporter.version() == family.newestVersion() && !reporter.leave()) {
            return records(event, reporter);
        }
        String group = event.group();
        if (!reportable(group, family)) {
            return new Ignored(group == null ? Why.MALFORMED : Why.GROUP);
        }
        return new GmpMessage.Report(reporter,
            List.of(reporter.leave() ? GroupRecord.left(group) : GroupRecord.joined(group)), 0);
    }

    private static GmpMessage records(GmpFields event, Reporter reporter) {
        List<GroupRecord> usable = new ArrayList<>(event.records());
        Why why = Why.EMPTY;
        for (int record = 0; record < event.records(); record++) {
            RecordType type = type(event.type(record));
            if (type == null) {
                continue;
            }
            if (!reportable(event.group(record), reporter.family())) {
                why = Why.GROUP;
            } else if (!unicast(event.sources(record), reporter.family())) {
                why = Why.MALFORMED;
            } else {
                usable.add(new GroupRecord(type, event.group(record), sorted(event.sources(record))));
            }
        }
        return usable.isEmpty() ? new Ignored(why)
            : new GmpMessage.Report(reporter, usable, event.records() - usable.size());
    }

    private static SortedSet<String> sorted(List<String> sources) {
        return sources.isEmpty() ? Collections.emptySortedSet() : new TreeSet<>(sources);
    }

    /** Null for a type that is ignored, RFC 9776 section 4.2.13. */
    private static RecordType type(io.tidewatch.schemas.RecordType type) {
        return switch (type) {
            case IS_IN -> RecordType.IS_IN;
            case IS_EX -> RecordType.IS_EX;
            case TO_IN -> RecordType.TO_IN;
            case TO_EX -> RecordType.TO_EX;
            case ALLOW -> RecordType.ALLOW;
            case BLOCK -> RecordType.BLOCK;
            case UNKNOWN -> null;
        };
    }

    private static GmpMessage query(GmpFields event, Family family) {
        boolean general = event.group() == null;
        if (!general && !reportable(event.group(), family)) {
            return new Ignored(Why.GROUP);
        }
        int response = event.maxResponseMs(IGMP1_RESPONSE_MS);
        int robustness = event.robustness();
        int interval = event.queryIntervalS();
        if (response < 0 || response > LONGEST_RESPONSE_MS || robustness < 0 || robustness > MOST_ROBUST
                || interval < 0 || interval > LONGEST_INTERVAL_S || !unicast(event.sources(), family)
                || general && !event.sources().isEmpty()) {
            return new Ignored(Why.MALFORMED);
        }
        return new GmpMessage.Asking(new Query(family, event.source(), event.sourceMac(), event.version(),
            event.group(), sorted(event.sources()), response, event.suppressRouterProcessing(), robustness,
            interval * 1000L));
    }

    /**
     * Whether reports may name the group: not the all-hosts group 224.0.0.1 (RFC 9776 section 6) nor all-nodes ff02::1,
     * nor an IPv6 group of scope 0 or 1, which is not on any wire (RFC 9777 section 6).
     */
    private static boolean reportable(String group, Family family) {
        return switch (family) {
            case IPV4 -> AddressText.ipv4(group) && AddressText.multicast4(group) && !"224.0.0.1".equals(group);
            case IPV6 -> AddressText.ipv6(group) && AddressText.multicast6(group) && !"ff02::1".equals(group)
                && group.charAt(3) > '1';
        };
    }

    private static boolean unicast(List<String> sources, Family family) {
        for (String source : sources) {
            boolean fits = switch (family) {
                case IPV4 -> AddressText.ipv4(source) && !AddressText.multicast4(source);
                case IPV6 -> AddressText.ipv6(source) && !AddressText.multicast6(source);
            };
            if (!fits) {
                return false;
            }
        }
        return true;
    }
}

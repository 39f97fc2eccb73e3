package io.tidewatch.processors.topology;

import io.tidewatch.processors.membership.Family;
import io.tidewatch.processors.membership.GroupRecord;
import io.tidewatch.processors.membership.Query;
import io.tidewatch.processors.membership.RecordType;
import io.tidewatch.processors.membership.Reporter;
import io.tidewatch.processors.topology.GmpMessage.Ignored;
import io.tidewatch.processors.topology.GmpMessage.Why;
import io.tidewatch.schemas.Checksum;
import io.tidewatch.schemas.GmpEvent;
import io.tidewatch.schemas.GmpKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
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

    static GmpMessage of(GmpEvent event) {
        Family family = switch (event.getProtocol()) {
            case IGMP -> Family.IPV4;
            case MLD -> Family.IPV6;
            case OTHER -> null;
        };
        boolean report = event.getKind() == GmpKind.REPORT || event.getKind() == GmpKind.LEAVE;
        boolean query = QUERIES.contains(event.getKind());
        if (family == null || !report && !query) {
            return new Ignored(Why.KIND);
        }
        Why why = refused(event, family);
        if (why != null) {
            return new Ignored(why);
        }
        return report ? report(event, family) : query(event, family);
    }

    private static Why refused(GmpEvent event, Family family) {
        if (event.getChecksum() == Checksum.INVALID) {
            return Why.CHECKSUM;
        }
        Integer version = event.getVersion();
        boolean mac = event.getSourceMac() == null || AddressText.mac(event.getSourceMac());
        if (!mac || version == null || version < 1 || version > family.newestVersion()) {
            return Why.MALFORMED;
        }
        String source = event.getSource();
        return switch (family) {
            case IPV4 -> !AddressText.ipv4(source) || AddressText.multicast4(source) ? Why.SENDER : null;
            case IPV6 -> !AddressText.ipv6(source) || !AddressText.linkLocal6(source) ? Why.SENDER
                : event.getTtl() != 1 || !event.getRouterAlert() ? Why.HOP_LIMIT : null;
        };
    }

    private static GmpMessage report(GmpEvent event, Family family) {
        Reporter reporter = new Reporter(family, event.getSource(), event.getSourceMac(), event.getVersion(),
            event.getKind() == GmpKind.LEAVE);
        if (reporter.version() == family.newestVersion() && !reporter.leave()) {
            return records(event, reporter);
        }
        String group = event.getGroup();
        if (!reportable(group, family)) {
            return new Ignored(group == null ? Why.MALFORMED : Why.GROUP);
        }
        return new GmpMessage.Report(reporter,
            List.of(reporter.leave() ? GroupRecord.left(group) : GroupRecord.joined(group)), 0);
    }

    private static GmpMessage records(GmpEvent event, Reporter reporter) {
        List<GroupRecord> usable = new ArrayList<>(event.getRecords().size());
        Why why = Why.EMPTY;
        for (io.tidewatch.schemas.GroupRecord record : event.getRecords()) {
            RecordType type = type(record.getRecordType());
            if (type == null) {
                continue;
            }
            if (!reportable(record.getGroup(), reporter.family())) {
                why = Why.GROUP;
            } else if (!unicast(record.getSources(), reporter.family())) {
                why = Why.MALFORMED;
            } else {
                usable.add(new GroupRecord(type, record.getGroup(), new TreeSet<>(record.getSources())));
            }
        }
        return usable.isEmpty() ? new Ignored(why)
            : new GmpMessage.Report(reporter, usable, event.getRecords().size() - usable.size());
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

    private static GmpMessage query(GmpEvent event, Family family) {
        boolean general = event.getGroup() == null;
        if (!general && !reportable(event.getGroup(), family)) {
            return new Ignored(Why.GROUP);
        }
        int response = number(event.getMaxResponseMs(), IGMP1_RESPONSE_MS);
        int robustness = number(event.getRobustness(), 0);
        int interval = number(event.getQueryIntervalS(), 0);
        if (response < 0 || response > LONGEST_RESPONSE_MS || robustness < 0 || robustness > MOST_ROBUST
                || interval < 0 || interval > LONGEST_INTERVAL_S || !unicast(event.getSources(), family)
                || general && !event.getSources().isEmpty()) {
            return new Ignored(Why.MALFORMED);
        }
        return new GmpMessage.Asking(new Query(family, event.getSource(), event.getSourceMac(), event.getVersion(),
            event.getGroup(), event.getSources().isEmpty() ? Collections.emptySortedSet()
            : new TreeSet<>(event.getSources()), response, Boolean.TRUE.equals(event.getSuppressRouterProcessing()),
            robustness, interval * 1000L));
    }

    private static int number(Integer told, int otherwise) {
        return told == null ? otherwise : told;
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

package io.tidewatch.processors.membership;

import java.util.SortedSet;
import java.util.TreeSet;

/**
 * One group record of a report.
 *
 * @param type its type
 * @param group the group
 * @param sources the sources, each once
 */
public record GroupRecord(RecordType type, String group, SortedSet<String> sources) {

    public GroupRecord {
        sources = Sources.copy(sources);
    }

    /** A report of IGMPv1, IGMPv2 or MLDv1 in today's terms: IS_EX({}), RFC 9776 section 7.3.2. */
    public static GroupRecord joined(String group) {
        return new GroupRecord(RecordType.IS_EX, group, Sources.NONE);
    }

    /** An IGMPv2 Leave or an MLDv1 Done in today's terms: TO_IN({}), RFC 9776 section 7.3.2. */
    public static GroupRecord left(String group) {
        return new GroupRecord(RecordType.TO_IN, group, Sources.NONE);
    }

    GroupRecord withSources(SortedSet<String> others) {
        return new GroupRecord(type, group, others);
    }

    /**
     * What a router makes of the record while older hosts are present, RFC 9776 section 7.3.2 and RFC 9777 section
     * 8.3.2; null when it ignores it. (The hosts' own view stays literal: see {@link HostRules}.)
     *
     * @param version the group's compatibility version
     */
    GroupRecord compatibleWith(int version, Family family) {
        if (version == family.newestVersion()) {
            return this;
        }
        boolean oldest = family == Family.IPV4 && version == 1;
        return switch (type) {
            case BLOCK -> null;
            case TO_IN -> oldest ? null : this;
            case TO_EX -> withSources(new TreeSet<>());
            case IS_IN, IS_EX, ALLOW -> this;
        };
    }
}

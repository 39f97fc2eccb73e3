package io.tidewatch.processors.query;

import io.tidewatch.schemas.AddressFamily;
import io.tidewatch.schemas.Alert;
import io.tidewatch.schemas.FilterMode;
import io.tidewatch.schemas.MemberState;
import io.tidewatch.schemas.MembershipChange;
import io.tidewatch.schemas.MembershipState;
import java.time.Instant;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/**
 * What a request wants of a list; null: any.
 *
 * @param family family of the group
 * @param group which groups
 * @param host which hosts, by address and MAC address
 * @param source address of a source that must be listed
 * @param mode filter mode
 * @param since earliest change
 * @param segment name of the segment
 */
record Filters(AddressFamily family, Predicate<String> group, BiPredicate<String, String> host, String source,
               FilterMode mode, Instant since, String segment) {

    static Filters of(Parameters parameters) {
        return new Filters(parameters.word(Param.FAMILY, AddressFamily.class), parameters.prefix(Param.GROUP),
            parameters.hosts(Param.HOST), parameters.addressOf(Param.SOURCE),
            parameters.word(Param.MODE, FilterMode.class), parameters.time(Param.SINCE),
            parameters.text(Param.SEGMENT));
    }

    boolean test(MembershipState state) {
        return inGroup(state.getFamily(), state.getGroup()) && inMode(state.getFilterMode())
            && (source == null || state.getSources().stream().anyMatch(each -> each.getAddress().equals(source)))
            && (since == null || !state.getChangedAt().isBefore(since));
    }

    boolean test(MemberState member) {
        return ofHost(member.getHost(), member.getMac()) && inMode(member.getFilterMode())
            && (source == null || member.getSources().contains(source))
            && (since == null || !member.getChangedAt().isBefore(since));
    }

    boolean test(Stay stay) {
        return inGroup(stay.family(), stay.group()) && ofHost(stay.host(), stay.mac()) && inMode(stay.filterMode())
            && (source == null || stay.sources().contains(source))
            && (segment == null || stay.segment().equals(segment));
    }

    boolean test(MembershipChange change) {
        return inGroup(change.getFamily(), change.getGroup())
            && (host == null || change.getHost() != null && host.test(change.getHost(), change.getMac()))
            && (segment == null || change.getSegment().equals(segment));
    }

    /** Alerts are of segments, not of groups or hosts. */
    boolean test(Alert alert) {
        return segment == null || alert.getScope().getSegments().contains(segment);
    }

    /** Whether only what concerns some groups or hosts is wanted. */
    boolean ofMemberships() {
        return family != null || group != null || host != null;
    }

    private boolean inGroup(AddressFamily of, String address) {
        return (family == null || of == family) && (group == null || group.test(address));
    }

    private boolean ofHost(String address, String mac) {
        return host == null || host.test(address, mac);
    }

    private boolean inMode(FilterMode of) {
        return mode == null || of == mode;
    }
}

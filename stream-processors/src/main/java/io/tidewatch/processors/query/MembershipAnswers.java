package io.tidewatch.processors.query;

import io.tidewatch.schemas.Coverage;
import io.tidewatch.schemas.MemberState;
import io.tidewatch.schemas.MembershipState;
import io.tidewatch.schemas.QuerierState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;

/**
 * Questions about memberships, on the partitions of one {@link Scope}. Every method throws {@link Problem} when the
 * state is not ready. A time at or behind a segment's watermark is answered exactly; a later one is the state as it
 * would be if nothing more came.
 */
public interface MembershipAnswers {

    /** All segments, by name. */
    List<Segment> segments();

    /** One segment, or null when nothing was ever told of it. */
    Segment segment(String name);

    /** What the sensors of a segment could see at a time. */
    Coverage coverage(String segment, Instant at);

    /** Groups at a time that pass the filter, by address text; {@code slice.after()} is an address. */
    List<MembershipState> groups(String segment, Instant at, Predicate<MembershipState> filter, Slice slice);

    /** One group at a time, or null. */
    MembershipState group(String segment, String group, Instant at);

    /**
     * The hosts known to be in a group at a time that pass the filter, by address text; {@code slice.after()} is an
     * address and, where the host has any, behind a blank its MAC address.
     */
    List<MemberState> members(String segment, String group, Instant at, Predicate<MemberState> filter, Slice slice);

    /** The stays in a group that touch a span of time, both ends included, oldest first. */
    List<Stay> history(String segment, String group, Instant from, Instant to);

    /**
     * The stays in any group of any segment that touch a span of time, oldest first, of the hosts that have an address
     * or a MAC address.
     */
    List<Stay> host(String who, Instant from, Instant to);

    /**
     * What happened on a segment, window by window; those from before its changes were counted are left out.
     *
     * @param first start of the first window, a multiple of their length
     * @param size their length, a multiple of a minute
     * @param known up to where they are known
     */
    List<ChurnWindow> churn(String segment, Instant first, Duration size, int count, Instant known);

    /**
     * What the sensors of a segment could see in a span of time, from when to when, without a gap between; it begins
     * when somebody is first known to have watched.
     */
    List<Watched> watched(String segment, Instant from, Instant to);

    /** Who queries a segment; null when the segment is unknown or no query was heard. */
    QuerierState querier(String segment);
}

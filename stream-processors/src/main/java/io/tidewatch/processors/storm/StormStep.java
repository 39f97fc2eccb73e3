package io.tidewatch.processors.storm;

import java.util.List;

/**
 * One step in the life of one alert, with all that there is to say about it: as one segment sees it, or as all do
 * together ({@link JoinedAlert}). Times are event time, milliseconds since the epoch; rates are messages per second.
 *
 * @param identity which alert and step
 * @param action what happened
 * @param closeReason why it closed; null before
 * @param severity severity now
 * @param severityMax highest so far
 * @param verdict why
 * @param kind what the messages mostly are
 * @param place what it is about
 * @param times when
 * @param volume how much
 * @param usual compared with what
 * @param parties who is involved
 * @param quality whether something may have been missed
 */
public record StormStep(Identity identity, Action action, CloseReason closeReason, Severity severity,
                        Severity severityMax, Verdict verdict, Kind kind, Place place, Times times, Volume volume,
                        Usual usual, Parties parties, Quality quality) {

    /** The segment that tells it, where one tells it alone. */
    public String segment() {
        return place.segments().get(0);
    }

    /** What happened. */
    public enum Action { OPEN, UPDATE, ESCALATE, CLOSE }

    /** Why an alert closed. */
    public enum CloseReason {
        /** It stayed quiet for the hold-down. */
        QUIET,
        /** Nobody watches any more; that is no recovery. */
        SENSOR_LOST,
        /** It lasted for so long that it is usual from now on. */
        MAX_DURATION
    }

    /**
     * Which alert and step.
     *
     * @param rule what kind of storm
     * @param alertId the same for every step
     * @param sequence 0 at OPEN
     * @param dedupeKey rule and scope without time; what several segments see of one cause has the same
     * @param previousAlertId the alert with the same key that closed shortly before; null when there is none, and in
     *     what a single segment tells
     */
    public record Identity(StormRule rule, String alertId, int sequence, String dedupeKey, String previousAlertId) {
        /** Of this step. */
        public String eventId() {
            return NameId.of(alertId + '|' + sequence);
        }
    }

    /**
     * What the messages mostly are.
     *
     * @param family family
     * @param type dominant type
     * @param code its code
     * @param name its name
     * @param share its share, 0 to 1
     */
    public record Kind(Family family, int type, int code, String name, double share) { }

    /**
     * What it is about.
     *
     * @param scope most specific scope that explains the excess
     * @param site site of the segments; null where they have none
     * @param segments segments that see it, by name
     * @param sensors who saw it
     * @param absorbed other scopes that it explains too, as kind:value
     */
    public record Place(Scope scope, String site, List<String> segments, List<String> sensors,
                        List<String> absorbed) { }

    /**
     * When.
     *
     * @param firstSeen first message
     * @param lastSeen last message so far
     * @param openedAt the evidence sufficed
     * @param closedAt it closed; -1 before
     * @param windowStart start of the window that counts are about: since the step before
     * @param windowEnd its end
     */
    public record Times(long firstSeen, long lastSeen, long openedAt, long closedAt, long windowStart,
                        long windowEnd) { }

    /**
     * How much.
     *
     * @param windowCount messages in the window
     * @param totalCount messages since the first
     * @param rate over the window
     * @param peak of the busiest second
     */
    public record Volume(long windowCount, long totalCount, double rate, double peak) { }

    /**
     * Compared with what.
     *
     * @param rate usual rate at opening
     * @param deviation its spread
     * @param state whether it can be trusted
     * @param threshold rate above which it opened
     * @param ratio rate over the usual one, or over the floor if that is more
     */
    public record Usual(double rate, double deviation, BaselineState state, double threshold, double ratio) { }

    /**
     * Who is involved: distinct counts and the most frequent.
     *
     * @param reporters senders of errors
     * @param receivers receivers of errors
     * @param sources sources of the failing traffic
     * @param destinations its destinations
     * @param flows its flows
     * @param approximate the counts are estimates
     * @param top the most frequent
     */
    public record Parties(long reporters, long receivers, long sources, long destinations, long flows,
                          boolean approximate, Top top) { }

    /**
     * The most frequent, at most 10 each; of the destinations, as far as there are fewer, those that came first.
     *
     * @param reporters senders of errors
     * @param receivers receivers of errors
     * @param sources sources of the failing traffic
     * @param destinations its destinations
     * @param ports its destination ports
     */
    public record Top(List<Ranked> reporters, List<Ranked> receivers, List<Ranked> sources, List<Ranked> destinations,
                      List<Ranked> ports) { }

    /**
     * Whether something may have been missed since the alert began.
     *
     * @param kernelDrops frames dropped before the sensor saw them
     * @param lateEvents messages that came too late for their second
     * @param duplicates messages that were seen again and not counted again
     */
    public record Quality(long kernelDrops, long lateEvents, long duplicates) {
        static final Quality NONE = new Quality(0, 0, 0);

        Quality since(Quality before) {
            return new Quality(kernelDrops - before.kernelDrops, lateEvents - before.lateEvents,
                duplicates - before.duplicates);
        }

        Quality plus(Quality other) {
            return new Quality(kernelDrops + other.kernelDrops, lateEvents + other.lateEvents,
                duplicates + other.duplicates);
        }

        void write(StateOutput out) {
            out.number(kernelDrops);
            out.number(lateEvents);
            out.number(duplicates);
        }

        static Quality read(StateInput in) {
            return new Quality(in.number(), in.number(), in.number());
        }
    }
}

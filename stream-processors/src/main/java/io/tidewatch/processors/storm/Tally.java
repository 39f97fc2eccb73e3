package io.tidewatch.processors.storm;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** What an open alert has counted: how many messages, when, of whom. */
final class Tally {
    private static final int MOST_SENSORS = 16;
    private static final int TOP = 10;
    /** Share of the messages from which on someone counts as being behind it. */
    private static final double BEHIND = 0.1;

    private final Profile profile;
    private final RateHistory history;
    private final TreeSet<String> sensors = new TreeSet<>();
    /** How many were about the destinations that came first: of very many none stands out later on. */
    private final Map<String, Long> firstDestinations = new LinkedHashMap<>();
    private long firstSeenMs = Long.MAX_VALUE;
    private long lastSeenMs = Long.MIN_VALUE;
    private long secondCount;
    private long peak;
    /** Messages of the beginning that were counted but not looked at: there were too many. */
    private long unseen;

    Tally() {
        this(new Profile(), new RateHistory());
    }

    private Tally(Profile profile, RateHistory history) {
        this.profile = profile;
        this.history = history;
    }

    /** A message of the current second. */
    void add(IcmpError error) {
        addEarlier(error);
        secondCount += error.count();
    }

    /** A message of a second that is over. */
    void addEarlier(IcmpError error) {
        profile.add(error);
        if (error.quoted() != null && !error.quoted().destination().several()) {
            addDestination(error.quoted().destination().text(), error.count());
        }
        firstSeenMs = Math.min(firstSeenMs, error.atMs());
        lastSeenMs = Math.max(lastSeenMs, error.atMs());
        if (sensors.size() < MOST_SENSORS) {
            sensors.add(error.sensor());
        }
    }

    private void addDestination(String destination, long count) {
        if (firstDestinations.size() < TOP || firstDestinations.containsKey(destination)) {
            firstDestinations.merge(destination, count, Long::sum);
        }
    }

    /** The most frequent, and while these are few, those that came first. */
    private List<Ranked> destinations() {
        List<Ranked> named = profile.destinations.top(TOP);
        double all = profile.destinations.total();
        for (Map.Entry<String, Long> each : firstDestinations.entrySet()) {
            if (named.size() < TOP && named.stream().noneMatch(other -> other.value().equals(each.getKey()))) {
                named.add(new Ranked(each.getKey(), each.getValue(), each.getValue() / all));
            }
        }
        named.sort(Ranked.MOST_FIRST);
        return named;
    }

    /** The seconds until now; messages of them that were not added are known by number alone. */
    void began(RateHistory seconds, long nowMs) {
        unseen = Math.max(0, seconds.sum() - profile.count());
        history.takeOver(seconds);
        peak = seconds.peak();
        firstSeenMs = unseen > 0 ? Math.min(firstSeenMs, nowMs - seconds.run() * 1000L) : firstSeenMs;
    }

    /** A second is over. How many messages it had. */
    long endSecond() {
        long count = secondCount;
        history.push(count);
        peak = Math.max(peak, count);
        secondCount = 0;
        return count;
    }

    long total() {
        return profile.count() + unseen;
    }

    Verdict judge() {
        return Judgement.of(profile);
    }

    List<String> evidence(Cause cause) {
        return Judgement.evidence(profile, cause);
    }

    RateHistory history() {
        return history;
    }

    long firstSeenMs() {
        return firstSeenMs;
    }

    long lastSeenMs() {
        return lastSeenMs;
    }

    long peak() {
        return peak;
    }

    List<String> sensors() {
        return List.copyOf(sensors);
    }

    /** Those at fault, in the dimension where a cause shows them. */
    List<Scope> behind(Cause cause) {
        List<Scope> scopes = new ArrayList<>();
        ScopeKind kind = cause.behind();
        if (kind != ScopeKind.SEGMENT) {
            for (Ranked each : (kind == ScopeKind.REPORTER ? profile.reporters : profile.receivers).top(TOP)) {
                if (each.share() >= BEHIND) {
                    scopes.add(new Scope(kind, each.value()));
                }
            }
        }
        return scopes;
    }

    StormStep.Kind kind(Family family) {
        Ranked first = profile.kinds.first();
        String[] parts = first.value().split(" ", 3);
        return new StormStep.Kind(family, Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), parts[2],
            first.share());
    }

    StormStep.Parties parties() {
        return new StormStep.Parties(profile.reporterCount.count(), profile.receiverCount.count(),
            profile.sourceCount.count(), profile.destinationCount.count(), profile.flowCount.count(),
            profile.approximate(),
            new StormStep.Top(profile.reporters.top(TOP), profile.receivers.top(TOP), profile.sources.top(TOP),
                destinations(), profile.ports.top(TOP)));
    }

    void write(StateOutput out) {
        profile.write(out);
        history.write(out);
        out.number(sensors.size());
        sensors.forEach(out::text);
        out.number(firstDestinations.size());
        firstDestinations.forEach((destination, count) -> {
            out.text(destination);
            out.number(count);
        });
        for (long value : new long[] {firstSeenMs, lastSeenMs, secondCount, peak, unseen}) {
            out.number(value);
        }
    }

    static Tally read(StateInput in) {
        Tally tally = new Tally(Profile.read(in), RateHistory.read(in));
        for (int left = in.size(MOST_SENSORS); left > 0; left--) {
            tally.sensors.add(in.text());
        }
        for (int left = in.size(TOP); left > 0; left--) {
            tally.firstDestinations.put(in.text(), in.number());
        }
        tally.firstSeenMs = in.number();
        tally.lastSeenMs = in.number();
        tally.secondCount = in.number();
        tally.peak = in.number();
        tally.unseen = in.number();
        return tally;
    }
}

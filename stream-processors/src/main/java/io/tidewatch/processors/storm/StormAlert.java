package io.tidewatch.processors.storm;

import io.tidewatch.processors.storm.StormStep.Action;
import io.tidewatch.processors.storm.StormStep.CloseReason;
import io.tidewatch.processors.storm.StormStep.Quality;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/** An open alert: what it counts, and its steps. */
final class StormAlert {
    static final String RULE = "icmp.storm";
    private static final int MOST_SENSORS = 16;
    private static final int MOST_ABSORBED = 16;
    private static final int TOP = 10;
    /** Another cause must be ahead by this many points, or it would come and go. */
    private static final int CLEAR_LEAD = 10;
    /** Share of the messages from which on someone counts as being behind it. */
    private static final double BEHIND = 0.1;

    private final Owner owner;
    private final Opening opening;
    private final Claim claim;
    private final Profile profile;
    private final RateHistory history;
    private final TreeSet<String> sensors = new TreeSet<>();
    private final List<String> absorbed = new ArrayList<>();

    private Verdict verdict;
    private Severity severity = Severity.INFO;
    private Severity severityMax = Severity.INFO;
    private int sequence = -1;
    private long firstSeenMs = Long.MAX_VALUE;
    private long lastSeenMs = Long.MIN_VALUE;
    private long lastLoudMs;
    private long secondCount;
    private long peak;
    private long stepMs;
    private long stepTotal;
    private double stepRate;
    /** Messages of the beginning that were counted but not looked at: there were too many. */
    private long unseen;
    /** From here on it only holds its claim: messages per second that are usual for it. 0: it speaks. */
    private double accepted;
    private boolean over;

    /**
     * Whose it is.
     *
     * @param segment segment
     * @param family family
     * @param policy policy
     */
    record Owner(String segment, Family family, StormPolicy policy) { }

    StormAlert(Owner owner, Opening opening, Claim claim) {
        this(owner, opening, claim, new Profile(), new RateHistory());
    }

    private StormAlert(Owner owner, Opening opening, Claim claim, Profile profile, RateHistory history) {
        this.owner = owner;
        this.opening = opening;
        this.claim = claim;
        this.profile = profile;
        this.history = history;
        this.lastLoudMs = opening.atMs();
    }

    Claim claim() {
        return claim;
    }

    Opening opening() {
        return opening;
    }

    /** Lasted for its maximum, told so, and is usual since: its messages are still nobody else's. */
    boolean dormant() {
        return accepted > 0;
    }

    /** Explains nothing any more. */
    boolean over() {
        return over;
    }

    private long total() {
        return profile.count() + unseen;
    }

    /** Counts a message that it explains. */
    void add(IcmpError error) {
        count(error);
        secondCount += error.count();
    }

    private void count(IcmpError error) {
        profile.add(error);
        firstSeenMs = Math.min(firstSeenMs, error.atMs());
        lastSeenMs = Math.max(lastSeenMs, error.atMs());
        if (sensors.size() < MOST_SENSORS) {
            sensors.add(error.sensor());
        }
    }

    /** Takes in what led to it, and opens. {@code unseen} messages of it are known by number alone. */
    StormStep open(List<IcmpError> before, List<Scope> alsoExplained, RateHistory seconds, Quality counted) {
        before.forEach(this::count);
        unseen = Math.max(0, seconds.sum() - profile.count());
        history.takeOver(seconds);
        peak = seconds.peak();
        alsoExplained.forEach(this::absorb);
        verdict = Causes.judge(profile);
        firstSeenMs = unseen > 0 ? Math.min(firstSeenMs, opening.atMs() - seconds.run() * 1000L) : firstSeenMs;
        stepMs = Math.min(firstSeenMs, opening.atMs());
        severity = Severity.of(verdict.cause(), rateWhenLoud(), opening.threshold());
        return step(Action.OPEN, null, opening.atMs(), counted);
    }

    /** Explains another scope as well, with what led to that. */
    void widen(Scope scope, List<IcmpError> before) {
        claim.alsoScope(scope, behind());
        absorb(scope);
        before.forEach(this::count);
    }

    /** Explains another class of errors as well, with what led to that. */
    void widen(ErrorClass errorClass, List<IcmpError> before) {
        claim.alsoClass(errorClass);
        before.forEach(this::count);
    }

    private void absorb(Scope scope) {
        if (!scope.equals(claim.scope()) && absorbed.size() < MOST_ABSORBED) {
            String text = named(scope).toString();
            if (!absorbed.contains(text)) {
                absorbed.add(text);
            }
        }
    }

    private Scope named(Scope scope) {
        return scope.kind() == ScopeKind.SEGMENT ? new Scope(ScopeKind.SEGMENT, owner.segment()) : scope;
    }

    /** Those at fault, in the dimension where the cause shows them. */
    private List<Scope> behind() {
        List<Scope> scopes = new ArrayList<>();
        ScopeKind kind = verdict.cause().behind();
        if (kind != ScopeKind.SEGMENT) {
            for (Ranked each : (kind == ScopeKind.REPORTER ? profile.reporters : profile.receivers).top(TOP)) {
                if (each.share() >= BEHIND) {
                    scopes.add(new Scope(kind, each.value()));
                }
            }
        }
        return scopes;
    }

    /** Whether messages with that cause come, to this share, from the same who are behind this alert. */
    boolean explains(Verdict other, List<IcmpError> errors, double share) {
        if (other.cause() != verdict.cause() || verdict.cause() == Cause.UNCLASSIFIED) {
            return false;
        }
        List<Scope> behind = behind();
        long all = 0;
        long same = 0;
        for (IcmpError error : errors) {
            all += error.count();
            for (Scope scope : behind) {
                if (scope.covers(error)) {
                    same += error.count();
                    break;
                }
            }
        }
        return all > 0 && same >= share * all;
    }

    /** A second is over. What there is to tell, or null. A step with CLOSE is the last. */
    StormStep second(long endMs, Quality counted) {
        history.push(secondCount);
        peak = Math.max(peak, secondCount);
        boolean loud = secondCount >= opening.quietBelow();
        secondCount = 0;
        if (loud) {
            lastLoudMs = endMs;
        }
        if (endMs - lastLoudMs >= owner.policy().life().holdDown().toMillis()) {
            over = true;
            return dormant() ? null : step(Action.CLOSE, CloseReason.QUIET, endMs, counted);
        }
        StormPolicy.Excess excess = owner.policy().excess();
        if (dormant()) {
            over = history.sustained(excess.ratio() * accepted, excess.sustainSeconds());
            return null;
        }
        if (endMs - opening.atMs() >= owner.policy().life().maxAge().toMillis()) {
            accepted = Math.max(excess.floorPps() / excess.ratio(), total() * 1000.0 / (endMs - firstSeenMs));
            return step(Action.CLOSE, CloseReason.MAX_DURATION, endMs, counted);
        }
        return loud ? news(endMs, counted) : reminder(endMs, counted);
    }

    /** Lately, without the pauses of a storm that comes in bursts; messages per second. */
    private double rateWhenLoud() {
        return history.meanOfLoud(opening.quietBelow());
    }

    private StormStep news(long endMs, Quality counted) {
        Verdict now = Causes.judge(profile);
        boolean otherCause = now.cause() != verdict.cause()
            && now.confidence() >= now.scoreOf(verdict.cause()) + CLEAR_LEAD;
        if (otherCause || now.cause() == verdict.cause()) {
            verdict = now;
        }
        double rate = rateWhenLoud();
        Severity severityNow = Severity.of(verdict.cause(), rate, opening.threshold());
        if (severityNow.compareTo(severityMax) > 0) {
            severity = severityNow;
            return step(Action.ESCALATE, null, endMs, counted);
        }
        boolean changed = otherCause || rate >= 2 * stepRate || rate <= stepRate / 2;
        if (changed && endMs - stepMs >= owner.policy().life().updateAtOnce().toMillis()) {
            severity = severityNow;
            return step(Action.UPDATE, null, endMs, counted);
        }
        return reminder(endMs, counted);
    }

    private StormStep reminder(long endMs, Quality counted) {
        if (endMs - stepMs < owner.policy().life().updateEvery().toMillis()) {
            return null;
        }
        severity = Severity.of(verdict.cause(), rateWhenLoud(), opening.threshold());
        return step(Action.UPDATE, null, endMs, counted);
    }

    /** Nobody watches any more. */
    StormStep sensorLost(long atMs, Quality counted) {
        return step(Action.CLOSE, CloseReason.SENSOR_LOST, Math.max(atMs, stepMs), counted);
    }

    private StormStep step(Action action, CloseReason reason, long atMs, Quality counted) {
        sequence++;
        severityMax = severity.compareTo(severityMax) > 0 ? severity : severityMax;
        long windowCount = total() - stepTotal;
        double rate = windowCount * 1000.0 / Math.max(1, atMs - stepMs);
        double floor = owner.policy().excess().floorPps();
        List<String> evidence = new ArrayList<>(List.of(opening.why()));
        evidence.addAll(verdict.evidence());
        StormStep step = new StormStep(
            new StormStep.Identity(opening.alertId(), sequence, opening.dedupeKey(), null),
            action, reason, severity, severityMax,
            new Verdict(verdict.cause(), verdict.confidence(), verdict.runnerUp(), verdict.scores(), evidence), kind(),
            new StormStep.Place(named(claim.scope()), owner.policy().correlation().site(owner.segment()),
                List.of(owner.segment()), List.copyOf(sensors), List.copyOf(absorbed)),
            new StormStep.Times(firstSeenMs, lastSeenMs, opening.atMs(), action == Action.CLOSE ? atMs : -1, stepMs,
                atMs),
            new StormStep.Volume(windowCount, total(), rate, peak),
            new StormStep.Usual(opening.usualRate(), opening.deviation(), opening.state(), opening.threshold(),
                rate / Math.max(opening.usualRate(), floor)),
            parties(),
            new Quality(counted.kernelDrops() - opening.counted().kernelDrops(),
                counted.lateEvents() - opening.counted().lateEvents()));
        stepMs = atMs;
        stepTotal = total();
        stepRate = rateWhenLoud() > 0 ? rateWhenLoud() : stepRate;
        return step;
    }

    private StormStep.Kind kind() {
        Ranked first = profile.kinds.first();
        String[] parts = first.value().split(" ", 3);
        return new StormStep.Kind(owner.family(), Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), parts[2],
            first.share());
    }

    private StormStep.Parties parties() {
        return new StormStep.Parties(profile.reporterCount.count(), profile.receiverCount.count(),
            profile.sourceCount.count(), profile.destinationCount.count(), profile.flowCount.count(),
            profile.approximate(),
            new StormStep.Top(profile.reporters.top(TOP), profile.receivers.top(TOP), profile.sources.top(TOP),
                profile.destinations.top(TOP), profile.ports.top(TOP)));
    }

    /** The same for every alert of the same thing, on whichever segment that it may be seen. */
    static String dedupeKey(Owner owner, ErrorClass errorClass, Scope scope) {
        boolean local = scope.kind() == ScopeKind.SEGMENT;
        return String.join(";", RULE,
            local ? owner.segment() : owner.policy().correlation().domain(owner.segment()),
            owner.family().name().toLowerCase(Locale.ROOT),
            scope.kind().isParty() ? "any" : errorClass.name().toLowerCase(Locale.ROOT),
            local ? "SEGMENT" : scope.toString());
    }

    void write(StateOutput out) {
        opening.write(out);
        claim.write(out);
        profile.write(out);
        history.write(out);
        out.number(sensors.size());
        sensors.forEach(out::text);
        out.number(absorbed.size());
        absorbed.forEach(out::text);
        out.word(severity);
        out.word(severityMax);
        out.number(sequence);
        for (long value : new long[] {firstSeenMs, lastSeenMs, lastLoudMs, secondCount, peak, stepMs, stepTotal,
            unseen}) {
            out.number(value);
        }
        out.real(stepRate);
        out.real(accepted);
        verdict.write(out);
    }

    static StormAlert read(StateInput in, Owner owner) {
        StormAlert alert = new StormAlert(owner, Opening.read(in), Claim.read(in), Profile.read(in),
            RateHistory.read(in));
        for (int left = in.size(MOST_SENSORS); left > 0; left--) {
            alert.sensors.add(in.text());
        }
        for (int left = in.size(MOST_ABSORBED); left > 0; left--) {
            alert.absorbed.add(in.text());
        }
        alert.severity = in.word(Severity.values());
        alert.severityMax = in.word(Severity.values());
        alert.sequence = in.integer();
        alert.firstSeenMs = in.number();
        alert.lastSeenMs = in.number();
        alert.lastLoudMs = in.number();
        alert.secondCount = in.number();
        alert.peak = in.number();
        alert.stepMs = in.number();
        alert.stepTotal = in.number();
        alert.unseen = in.number();
        alert.stepRate = in.real();
        alert.accepted = in.real();
        alert.verdict = Verdict.read(in);
        return alert;
    }
}

package io.tidewatch.processors.storm;

import io.tidewatch.processors.storm.StormStep.Action;
import io.tidewatch.processors.storm.StormStep.CloseReason;
import io.tidewatch.processors.storm.StormStep.Quality;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** An open alert: what it counts, and its steps. */
final class StormAlert {
    private static final int MOST_ABSORBED = 16;
    /** Another cause must be ahead by this many points, or it would come and go. */
    private static final int CLEAR_LEAD = 10;

    private final Owner owner;
    private final Opening opening;
    private final Claim claim;
    private final Tally tally;
    private final List<String> absorbed = new ArrayList<>();

    private Verdict verdict;
    private Severity severity = Severity.INFO;
    private Severity severityMax = Severity.INFO;
    private int sequence = -1;
    private long lastLoudMs;
    private long stepMs;
    private long stepTotal;
    private double stepRate;
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
        this(owner, opening, claim, new Tally());
    }

    private StormAlert(Owner owner, Opening opening, Claim claim, Tally tally) {
        this.owner = owner;
        this.opening = opening;
        this.claim = claim;
        this.tally = tally;
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

    /** Counts a message that it explains. */
    void add(IcmpError error) {
        tally.add(error);
    }

    /** Takes in what led to it, and opens. {@code unseen} messages of it are known by number alone. */
    StormStep open(List<IcmpError> before, List<Scope> alsoExplained, RateHistory seconds, Quality counted) {
        before.forEach(tally::addEarlier);
        tally.began(seconds, opening.atMs());
        alsoExplained.forEach(this::absorb);
        verdict = tally.judge();
        stepMs = Math.min(tally.firstSeenMs(), opening.atMs());
        severity = Severity.of(verdict.cause(), rateWhenLoud(), opening.limit().threshold());
        return step(Action.OPEN, null, opening.atMs(), counted);
    }

    /** Explains another scope or class as well, with what led to that. */
    void widen(Claim other, List<IcmpError> before) {
        claim.alsoAbout(other);
        claim.alsoScope(other.scope(), tally.behind(verdict.cause()));
        absorb(other.scope());
        before.forEach(tally::addEarlier);
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

    /** Whether something found in the same scope is this storm too: at most the class of its errors is another. */
    boolean isSame(Claim other, Verdict otherVerdict) {
        return claim.scope().equals(other.scope()) && (claim.rule().joinsClasses(other.scope().kind())
            || verdict.cause() == Cause.UNCLASSIFIED && otherVerdict.cause() == Cause.UNCLASSIFIED);
    }

    /** Whether messages with that cause come, to this share, from the same who are behind this alert. */
    boolean explains(Verdict other, List<IcmpError> errors, double share) {
        if (other.cause() != verdict.cause() || verdict.cause() == Cause.UNCLASSIFIED) {
            return false;
        }
        List<Scope> behind = tally.behind(verdict.cause());
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
        boolean loud = tally.endSecond() >= opening.quietBelow();
        if (loud) {
            lastLoudMs = endMs;
        }
        if (endMs - lastLoudMs >= owner.policy().life().holdDown().toMillis()) {
            over = true;
            return dormant() ? null : step(Action.CLOSE, CloseReason.QUIET, endMs, counted);
        }
        StormPolicy.Excess excess = owner.policy().excess(claim.rule());
        if (dormant()) {
            over = tally.history().sustained(excess.ratio() * accepted, excess.sustainSeconds());
            return null;
        }
        if (endMs - opening.atMs() >= owner.policy().life().maxAge().toMillis()) {
            accepted = Math.max(excess.floorPps() / excess.ratio(),
                tally.total() * 1000.0 / (endMs - tally.firstSeenMs()));
            return step(Action.CLOSE, CloseReason.MAX_DURATION, endMs, counted);
        }
        return loud ? news(endMs, counted) : reminder(endMs, counted);
    }

    /** Lately, without the pauses of a storm that comes in bursts; messages per second. */
    private double rateWhenLoud() {
        return tally.history().meanOfLoud(opening.quietBelow());
    }

    private StormStep news(long endMs, Quality counted) {
        Verdict now = tally.judge();
        boolean otherCause = now.cause() != verdict.cause()
            && now.confidence() >= now.scoreOf(verdict.cause()) + CLEAR_LEAD;
        if (otherCause || now.cause() == verdict.cause()) {
            verdict = now;
        }
        double rate = rateWhenLoud();
        Severity severityNow = Severity.of(verdict.cause(), rate, opening.limit().threshold());
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
        severity = Severity.of(verdict.cause(), rateWhenLoud(), opening.limit().threshold());
        return step(Action.UPDATE, null, endMs, counted);
    }

    /** Nobody watches any more. */
    StormStep sensorLost(long atMs, Quality counted) {
        return step(Action.CLOSE, CloseReason.SENSOR_LOST, Math.max(atMs, stepMs), counted);
    }

    private StormStep step(Action action, CloseReason reason, long atMs, Quality counted) {
        sequence++;
        severityMax = severity.compareTo(severityMax) > 0 ? severity : severityMax;
        long windowCount = tally.total() - stepTotal;
        double rate = windowCount * 1000.0 / Math.max(1, atMs - stepMs);
        double floor = owner.policy().excess(claim.rule()).floorPps();
        List<String> evidence = new ArrayList<>(List.of(opening.why()));
        evidence.addAll(tally.evidence(verdict.cause()));
        StormStep step = new StormStep(
            new StormStep.Identity(claim.rule(), opening.alertId(claim.rule()), sequence, opening.dedupeKey(), null),
            action, reason, severity, severityMax,
            verdict.told(evidence),
            tally.kind(owner.family()),
            new StormStep.Place(named(claim.scope()), owner.policy().correlation().site(owner.segment()),
                List.of(owner.segment()), tally.sensors(), List.copyOf(absorbed)),
            new StormStep.Times(tally.firstSeenMs(), tally.lastSeenMs(), opening.atMs(),
                action == Action.CLOSE ? atMs : -1, stepMs, atMs),
            new StormStep.Volume(windowCount, tally.total(), rate, tally.peak()),
            usual(rate / Math.max(opening.limit().rate(), floor)),
            tally.parties(),
            counted.since(opening.counted()));
        stepMs = atMs;
        stepTotal = tally.total();
        stepRate = rateWhenLoud() > 0 ? rateWhenLoud() : stepRate;
        return step;
    }

    private StormStep.Usual usual(double times) {
        Limit limit = opening.limit();
        return new StormStep.Usual(limit.rate(), limit.deviation(), limit.state(), limit.threshold(), times);
    }

    /** The same for every alert of the same thing, on whichever segment that it may be seen. */
    static String dedupeKey(Owner owner, Claim claim) {
        StormRule rule = claim.rule();
        Scope scope = claim.scope();
        boolean whole = scope.kind() == ScopeKind.SEGMENT;
        return String.join(";", rule.id(),
            whole || rule.isLocal() ? owner.segment() : owner.policy().correlation().domain(owner.segment()),
            owner.family().name().toLowerCase(Locale.ROOT),
            rule.joinsClasses(scope.kind()) ? "any" : claim.subject(),
            whole ? "SEGMENT" : scope.toString());
    }

    void write(StateOutput out) {
        opening.write(out);
        claim.write(out);
        tally.write(out);
        out.number(absorbed.size());
        absorbed.forEach(out::text);
        out.word(severity);
        out.word(severityMax);
        out.number(sequence);
        for (long value : new long[] {lastLoudMs, stepMs, stepTotal}) {
            out.number(value);
        }
        out.real(stepRate);
        out.real(accepted);
        verdict.write(out);
    }

    static StormAlert read(StateInput in, Owner owner) {
        StormAlert alert = new StormAlert(owner, Opening.read(in), Claim.read(in), Tally.read(in));
        for (int left = in.size(MOST_ABSORBED); left > 0; left--) {
            alert.absorbed.add(in.text());
        }
        alert.severity = in.word(Severity.values());
        alert.severityMax = in.word(Severity.values());
        alert.sequence = in.integer();
        alert.lastLoudMs = in.number();
        alert.stepMs = in.number();
        alert.stepTotal = in.number();
        alert.stepRate = in.real();
        alert.accepted = in.real();
        alert.verdict = Verdict.read(in);
        return alert;
    }
}

package io.tidewatch.processors.storm;

import io.tidewatch.processors.storm.StormStep.Quality;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The storms of one family on one segment. Time goes in seconds and never back; seconds in which nothing is left to
 * happen are skipped and made up for when the next message comes, so idle segments cost nothing.
 */
final class StormDetector {
    private static final long NEVER = Long.MIN_VALUE;
    private static final long LOOK_BACK_MS = 10_000;
    private static final int MOST_NARROW = 8;
    private static final int MOST_ALERTS = 16;
    private static final int MOST_CAUSES_AT_ONCE = 4;

    private final StormAlert.Owner owner;
    private final StormPolicy policy;
    private final Watches watches;
    private final RecentErrors recent;
    private final BreadthWindow breadth;
    private final List<StormAlert> alerts = new ArrayList<>();
    /** The current second since the epoch. */
    private long second = NEVER;
    /** No sensor watches since the current second. */
    private boolean blind;
    private long lateEvents;
    private long kernelDrops;

    StormDetector(StormAlert.Owner owner) {
        this(owner, new Watches(owner.policy().excess()), new RecentErrors(), new BreadthWindow());
    }

    private StormDetector(StormAlert.Owner owner, Watches watches, RecentErrors recent, BreadthWindow breadth) {
        this.owner = owner;
        this.policy = owner.policy();
        this.watches = watches;
        this.recent = recent;
        this.breadth = breadth;
    }

    /** A message was captured. */
    void observe(IcmpError error, List<StormStep> steps) {
        long at = Math.floorDiv(error.atMs(), 1000L);
        if (second == NEVER || blind) {
            resume(at);
        }
        if (at < second) {
            lateEvents += error.count();
            if (error.atMs() < second * 1000 - policy.life().lateAfter().toMillis()) {
                return;
            }
        }
        advanceTo(at, steps);
        if (second < at) {
            watches.silence(at - second);
            second = at;
        }
        ErrorClass errorClass = error.errorClass();
        for (StormAlert alert : alerts) {
            if (alert.claim().covers(error, errorClass)) {
                alert.add(error);
                return;
            }
        }
        watches.observe(error, errorClass);
        breadth.advance(error.atMs(), !alerts.isEmpty());
        breadth.observe(error);
        recent.add(error);
    }

    /**
     * Everything captured before this time has been observed.
     *
     * @return whether anything changed
     */
    boolean advance(long toMs, List<StormStep> steps) {
        long to = Math.floorDiv(toMs, 1000L);
        if (second == NEVER || blind) {
            boolean changed = second != to || blind;
            resume(Math.max(to, second));
            return changed;
        }
        long before = second;
        advanceTo(to, steps);
        return second != before;
    }

    private void advanceTo(long to, List<StormStep> steps) {
        while (second < to && !idle()) {
            endSecond(steps);
        }
    }

    /** Nothing can happen until the next message. */
    private boolean idle() {
        return alerts.isEmpty() && watches.silent();
    }

    /** Somebody watches again, or for the first time. What happened meanwhile nobody knows: it is not learned. */
    private void resume(long at) {
        if (second != NEVER && at - second >= policy.excess().staleSeconds()) {
            watches.outdated();
        }
        second = Math.max(second, at);
        blind = false;
    }

    /** Nobody watches after this time. Open alerts close, unless they close by themselves before. */
    void sensorsLost(long atMs, List<StormStep> steps) {
        if (second == NEVER || blind) {
            return;
        }
        long at = Math.floorDiv(atMs, 1000L);
        advanceTo(at, steps);
        if (second < at) {
            watches.silence(at - second);
            second = at;
        }
        for (StormAlert alert : alerts) {
            if (!alert.dormant()) {
                steps.add(alert.sensorLost(atMs, counted()));
            }
        }
        alerts.clear();
        blind = true;
    }

    long time() {
        return second == NEVER ? 0 : second * 1000;
    }

    int openAlerts() {
        return alerts.size();
    }

    /** More frames were dropped before the sensors saw them. */
    void kernelDrops(long more) {
        kernelDrops += more;
    }

    private Quality counted() {
        return new Quality(kernelDrops, lateEvents);
    }

    private void endSecond(List<StormStep> steps) {
        long endMs = (second + 1) * 1000;
        watches.endSecond(frozen());
        breadth.advance(endMs, !alerts.isEmpty());
        recent.forgetBefore(endMs);
        for (Iterator<StormAlert> each = alerts.iterator(); each.hasNext();) {
            StormAlert alert = each.next();
            StormStep step = alert.second(endMs, counted());
            if (step != null) {
                steps.add(step);
            }
            if (alert.over()) {
                each.remove();
            }
        }
        for (ErrorClass errorClass : ErrorClass.values()) {
            explainRate(errorClass, endMs, steps);
        }
        explainBreadth(endMs, steps);
        second++;
    }

    private Set<ErrorClass> frozen() {
        Set<ErrorClass> frozen = EnumSet.noneOf(ErrorClass.class);
        for (StormAlert alert : alerts) {
            if (!alert.dormant()) {
                frozen.addAll(alert.claim().classes());
            }
        }
        return frozen;
    }

    private void explainRate(ErrorClass errorClass, long endMs, List<StormStep> steps) {
        List<Watch> excessive = watches.excessive(errorClass);
        if (excessive.isEmpty()) {
            return;
        }
        List<IcmpError> errors = new ArrayList<>();
        for (IcmpError error : recent.of(errorClass, endMs - LOOK_BACK_MS)) {
            if (covered(error, excessive)) {
                errors.add(error);
            }
        }
        if (errors.isEmpty()) {
            return;
        }
        Watch whole = watches.whole(errorClass);
        double rate = whole.history().mean(policy.excess().sustainSeconds());
        double background = excessive.get(0) == whole && rate > 0 ? whole.baseline().mean() / rate : 0;
        long all = Explanation.weight(errors);
        for (int round = 0; round < MOST_CAUSES_AT_ONCE && !errors.isEmpty(); round++) {
            Scope scope = new Explanation(errors, background).scope(errorClass, excessive);
            Watch watch = watches.nearest(errorClass, scope);
            double threshold = watch.baseline().threshold(policy.excess());
            String why = String.format(Locale.ROOT, "%.1f messages/s for %d s, more than %.1f (%s)",
                watch.history().mean(policy.excess().sustainSeconds()), policy.excess().sustainSeconds(), threshold,
                usual(watch.baseline()));
            settle(new Finding(errorClass, scope, endMs, why, policy.life().quietRatio() * threshold,
                Explanation.in(scope, errors), excessive, LOOK_BACK_MS), steps);
            errors.removeIf(scope::covers);
            double left = (double) Explanation.weight(errors) / all;
            if (left < 1 - Explanation.EXPLAINS
                    || left * rate <= whole.baseline().threshold(policy.excess())) {
                break;
            }
        }
        watches.explained(errorClass);
    }

    private static boolean covered(IcmpError error, List<Watch> watches) {
        for (Watch watch : watches) {
            if (watch.key().scope().covers(error)) {
                return true;
            }
        }
        return false;
    }

    private String usual(Baseline baseline) {
        return switch (baseline.state(policy.excess())) {
            case LEARNING -> "what is usual is not known yet";
            case STALE -> "what is usual is not known any more";
            case READY -> String.format(Locale.ROOT, "usual is %.1f", baseline.mean());
        };
    }

    private void explainBreadth(long endMs, List<StormStep> steps) {
        BreadthWindow.Excess excess = breadth.excess(policy.breadth());
        if (excess == null) {
            return;
        }
        List<IcmpError> errors = List.of();
        ErrorClass heaviest = ErrorClass.OTHER;
        for (ErrorClass errorClass : ErrorClass.values()) {
            List<IcmpError> these = recent.of(errorClass, endMs - RecentErrors.KEPT_MS);
            if (Explanation.weight(these) > Explanation.weight(errors)) {
                errors = these;
                heaviest = errorClass;
            }
        }
        breadth.explained();
        if (errors.isEmpty()) {
            return;
        }
        Scope scope = new Explanation(errors, 0).scope(heaviest, List.of());
        List<IcmpError> these = Explanation.in(scope, errors);
        double rate = Explanation.weight(these) * 1000.0 / Math.max(1000, endMs - these.get(0).atMs());
        String why = String.format(Locale.ROOT, "%d different %s within a minute at %.1f messages/s (usual are %.0f)",
            excess.count(), excess.what(), rate, excess.usual());
        settle(new Finding(heaviest, scope, endMs, why, policy.life().quietRatio() * rate, these, List.of(),
            RecentErrors.KEPT_MS), steps);
    }

    /**
     * An excess and its explanation.
     *
     * @param errorClass class
     * @param scope scope
     * @param endMs when the evidence sufficed
     * @param why a sentence
     * @param quietBelow messages per second
     * @param errors the messages
     * @param excessive watches that showed it
     * @param lookBackMs how far back it may have begun
     */
    private record Finding(ErrorClass errorClass, Scope scope, long endMs, String why, double quietBelow,
                           List<IcmpError> errors, List<Watch> excessive, long lookBackMs) { }

    /** One cause is one alert: a finding that an open alert explains widens that one. */
    private void settle(Finding finding, List<StormStep> steps) {
        Claim claim = new Claim(finding.errorClass(), finding.scope());
        Verdict verdict = Causes.judge(Profile.of(finding.errors()));
        int narrow = 0;
        for (StormAlert alert : alerts) {
            narrow += alert.claim().scope().kind() == ScopeKind.SEGMENT ? 0 : 1;
            if (alert.dormant()) {
                continue;
            }
            if (alert.claim().scope().equals(finding.scope()) && finding.scope().kind().isParty()) {
                alert.widen(finding.errorClass(), recent.take(claim, finding.endMs(), finding.lookBackMs()));
                return;
            }
            if (alert.claim().classes().contains(finding.errorClass())
                    && alert.explains(verdict, finding.errors(), Explanation.EXPLAINS)) {
                alert.widen(finding.scope(), recent.take(claim, finding.endMs(), finding.lookBackMs()));
                return;
            }
        }
        if (alerts.size() < MOST_ALERTS) {
            open(finding, narrow < MOST_NARROW ? claim : new Claim(finding.errorClass(), Scope.SEGMENT), steps);
        }
    }

    private void open(Finding finding, Claim claim, List<StormStep> steps) {
        Watch watch = watches.nearest(finding.errorClass(), claim.scope());
        Baseline baseline = watch.baseline();
        Opening opening = new Opening(finding.endMs(),
            StormAlert.dedupeKey(owner, finding.errorClass(), claim.scope()), finding.why(), baseline.mean(),
            baseline.deviation(), baseline.state(policy.excess()), baseline.threshold(policy.excess()),
            finding.quietBelow(), counted());
        StormAlert alert = new StormAlert(owner, opening, claim);
        List<Scope> also = new ArrayList<>();
        for (Watch other : finding.excessive()) {
            List<IcmpError> its = Explanation.in(other.key().scope(),
                recent.of(finding.errorClass(), finding.endMs() - LOOK_BACK_MS));
            if (Explanation.weight(Explanation.in(claim.scope(), its))
                    >= Explanation.EXPLAINS * Explanation.weight(its)) {
                also.add(other.key().scope());
            }
        }
        boolean lost = recent.lostSince(finding.endMs() - watch.history().run() * 1000L);
        List<IcmpError> before = recent.take(claim, finding.endMs(), finding.lookBackMs());
        boolean exact = watch.key().scope().equals(claim.scope())
            && (claim.scope().kind() != ScopeKind.SEGMENT || !openedNow(finding));
        RateHistory seconds = lost && exact ? watch.history() : RateHistory.of(before, finding.endMs());
        steps.add(alert.open(before, also, seconds, counted()));
        alerts.add(alert);
    }

    /** Then the history of the segment holds messages that another new alert has explained. */
    private boolean openedNow(Finding finding) {
        for (StormAlert alert : alerts) {
            if (alert.opening().atMs() == finding.endMs() && alert.claim().classes().contains(finding.errorClass())) {
                return true;
            }
        }
        return false;
    }

    void write(StateOutput out) {
        watches.write(out);
        recent.write(out);
        breadth.write(out);
        out.number(alerts.size());
        alerts.forEach(alert -> alert.write(out));
        out.number(second);
        out.flag(blind);
        out.number(lateEvents);
        out.number(kernelDrops);
    }

    static StormDetector read(StateInput in, StormAlert.Owner owner) {
        StormDetector detector = new StormDetector(owner, Watches.read(in, owner.policy().excess()),
            RecentErrors.read(in), BreadthWindow.read(in));
        for (int left = in.size(MOST_ALERTS); left > 0; left--) {
            detector.alerts.add(StormAlert.read(in, owner));
        }
        detector.second = in.number();
        detector.blind = in.flag();
        detector.lateEvents = in.number();
        detector.kernelDrops = in.number();
        return detector;
    }
}

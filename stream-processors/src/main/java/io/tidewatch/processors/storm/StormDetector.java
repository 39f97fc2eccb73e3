package io.tidewatch.processors.storm;

import io.tidewatch.processors.storm.StormStep.Quality;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * The storms of one family on one segment. Time goes in seconds and never back; seconds in which nothing is left to
 * happen are skipped and made up for when the next message comes, so idle segments cost nothing.
 */
final class StormDetector {
    private static final long NEVER = Long.MIN_VALUE;
    private static final int MOST_NARROW = 8;
    private static final int MOST_ALERTS = 16;

    private final StormAlert.Owner owner;
    private final StormPolicy policy;
    private final Excesses excesses;
    private final List<StormAlert> alerts = new ArrayList<>();
    private final Duplicates duplicates;
    /** The current second since the epoch. */
    private long second = NEVER;
    /** No sensor watches since the current second. */
    private boolean blind;
    /** What was missed since the beginning. */
    private Quality counted = Quality.NONE;

    StormDetector(StormAlert.Owner owner) {
        this(owner, new Excesses(owner.policy()), new Duplicates());
    }

    private StormDetector(StormAlert.Owner owner, Excesses excesses, Duplicates duplicates) {
        this.owner = owner;
        this.policy = owner.policy();
        this.excesses = excesses;
        this.duplicates = duplicates;
    }

    /** A message was captured. */
    void observe(IcmpError error, List<StormStep> steps) {
        if (duplicates.seen(error)) {
            counted = counted.plus(new Quality(0, 0, 1));
            return;
        }
        long at = Math.floorDiv(error.atMs(), 1000L);
        if (second == NEVER || blind) {
            resume(at);
        }
        if (at < second) {
            counted = counted.plus(new Quality(0, error.count(), 0));
            if (error.atMs() < second * 1000 - policy.life().lateAfter().toMillis()) {
                return;
            }
        }
        advanceTo(at, steps);
        if (second < at) {
            excesses.watches().silence(second, at - second);
            second = at;
        }
        ErrorClass errorClass = error.errorClass();
        for (StormAlert alert : alerts) {
            if (alert.claim().covers(error, errorClass)) {
                alert.add(error);
                return;
            }
        }
        excesses.observe(error, errorClass, !alerts.isEmpty());
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
        return alerts.isEmpty() && excesses.watches().silent();
    }

    /** Somebody watches again, or for the first time. What happened meanwhile nobody knows: it is not learned. */
    private void resume(long at) {
        if (second != NEVER && at - second >= policy.excess().staleSeconds()) {
            excesses.watches().outdated();
        }
        excesses.resume();
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
            excesses.watches().silence(second, at - second);
            second = at;
        }
        for (StormAlert alert : alerts) {
            if (!alert.dormant()) {
                steps.add(alert.sensorLost(atMs, counted));
            }
        }
        alerts.clear();
        blind = true;
    }

    long time() {
        return second == NEVER ? 0 : second * 1000;
    }

    /** No step is of this time or earlier any more; {@link Long#MAX_VALUE} while nothing can happen. */
    long passed() {
        return second == NEVER || idle() ? Long.MAX_VALUE : second * 1000;
    }

    int openAlerts() {
        return alerts.size();
    }

    /** More frames were dropped before the sensors saw them. */
    void kernelDrops(long more) {
        counted = counted.plus(new Quality(more, 0, 0));
    }

    private void endSecond(List<StormStep> steps) {
        long endMs = (second + 1) * 1000;
        excesses.endSecond(endMs, frozen(), !alerts.isEmpty());
        for (Iterator<StormAlert> each = alerts.iterator(); each.hasNext();) {
            StormAlert alert = each.next();
            StormStep step = alert.second(endMs, counted);
            if (step != null) {
                steps.add(step);
            }
            if (alert.over()) {
                each.remove();
            }
        }
        for (ErrorClass errorClass : ErrorClass.values()) {
            List<Finding> findings = excesses.byRate(errorClass, endMs);
            findings.forEach(finding -> settle(finding, steps));
            if (!findings.isEmpty()) {
                excesses.explained(errorClass);
            }
        }
        Finding broad = excesses.byBreadth(endMs);
        if (broad != null) {
            settle(broad, steps);
        }
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

    /** One cause is one alert: a finding that an open alert explains widens that one. */
    private void settle(Finding finding, List<StormStep> steps) {
        Verdict verdict = Judgement.of(Profile.of(finding.errors()));
        long narrow = alerts.stream().filter(alert -> alert.claim().scope().kind() != ScopeKind.SEGMENT).count();
        Claim claim = Claim.of(finding.errorClass(), narrow < MOST_NARROW ? finding.scope() : Scope.SEGMENT,
            finding.errors());
        StormRule rule = claim.rule();
        for (StormAlert alert : alerts) {
            if (alert.dormant() || alert.claim().rule() != rule) {
                continue;
            }
            if (alert.isSame(claim, verdict)) {
                alert.widen(claim, take(finding, claim));
                return;
            }
            if (alert.claim().classes().contains(finding.errorClass())
                    && alert.explains(verdict, finding.errors(), Explanation.EXPLAINS)) {
                Claim narrower = Claim.of(finding.errorClass(), finding.scope(), finding.errors());
                alert.widen(narrower, take(finding, narrower));
                return;
            }
        }
        if (alerts.size() < MOST_ALERTS) {
            open(finding, claim, steps);
        }
    }

    private List<IcmpError> take(Finding finding, Claim claim) {
        return excesses.recent(finding.errorClass()).take(claim, finding.endMs(), finding.lookBackMs());
    }

    private void open(Finding finding, Claim claim, List<StormStep> steps) {
        Watch watch = excesses.watches().nearest(finding.errorClass(), claim.scope());
        Opening opening = new Opening(finding.endMs(), StormAlert.dedupeKey(owner, claim), finding.why(),
            finding.limit(), finding.quietBelow(), counted);
        StormAlert alert = new StormAlert(owner, opening, claim);
        RecentErrors recent = excesses.recent(finding.errorClass());
        List<Scope> also = new ArrayList<>();
        for (Watch other : finding.excessive()) {
            List<IcmpError> its = Explanation.in(other.key().scope(),
                recent.of(finding.errorClass(), finding.endMs() - Excesses.LOOK_BACK_MS));
            if (Explanation.weight(Explanation.in(claim.scope(), its))
                    >= Explanation.EXPLAINS * Explanation.weight(its)) {
                also.add(other.key().scope());
            }
        }
        boolean lost = recent.lostSince(finding.endMs() - watch.history().run() * 1000L);
        List<IcmpError> before = take(finding, claim);
        if (before.isEmpty()) {
            // An alert about the whole segment has taken them in this very second.
            return;
        }
        boolean exact = watch.key().scope().equals(claim.scope())
            && (claim.scope().kind() != ScopeKind.SEGMENT || !openedNow(finding));
        RateHistory seconds = lost && exact ? withAnswers(watch).minus(others(finding, claim))
            : RateHistory.of(before, finding.endMs());
        steps.add(alert.open(before, also, seconds, counted));
        alerts.add(alert);
    }

    /** What the watch of a reporter counted that failed for another reason, as far as it is still known. */
    private RateHistory others(Finding finding, Claim claim) {
        List<IcmpError> others = Explanation.in(claim.scope(), excesses.recent(finding.errorClass())
            .of(finding.errorClass(), finding.endMs() - Excesses.LOOK_BACK_MS));
        others.removeIf(error -> claim.covers(error, finding.errorClass()));
        return RateHistory.of(others, finding.endMs());
    }

    private RateHistory withAnswers(Watch watch) {
        ErrorClass answer = watch.key().errorClass().answer();
        Scope answering = watch.key().scope().ofAnswers();
        Watch other = answer == null ? watch : excesses.watches().nearest(answer, answering);
        return other == watch || !other.key().scope().equals(answering) ? watch.history()
            : watch.history().plus(other.history());
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

    /** All but the pages of recent messages, which go under their names. */
    void write(StateOutput out, BiConsumer<String, byte[]> pages) {
        excesses.write(out, pages);
        duplicates.write(out);
        out.number(alerts.size());
        alerts.forEach(alert -> alert.write(out));
        out.number(second);
        out.flag(blind);
        counted.write(out);
    }

    void writeTrends(StateOutput out) {
        excesses.writeTrends(out);
    }

    void readTrends(StateInput in) {
        excesses.readTrends(in);
    }

    /** What {@link #write} wrote; {@code pages}: by name, null when there were none yet. */
    static StormDetector read(StateInput in, StormAlert.Owner owner, Function<String, byte[]> pages) {
        StormDetector detector = new StormDetector(owner, Excesses.read(in, owner.policy(), pages),
            Duplicates.read(in));
        for (int left = in.size(MOST_ALERTS); left > 0; left--) {
            detector.alerts.add(StormAlert.read(in, owner));
        }
        detector.second = in.number();
        detector.blind = in.flag();
        detector.counted = Quality.read(in);
        return detector;
    }
}

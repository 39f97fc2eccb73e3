package io.tidewatch.processors.storm;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** Looks for what is too much in messages that no alert explains: by rate in each class, by breadth in all errors. */
final class Excesses {
    static final long LOOK_BACK_MS = 10_000;
    private static final int MOST_CAUSES_AT_ONCE = 4;
    private static final ErrorClass[] CLASSES = ErrorClass.values();

    private final StormPolicy policy;
    private final Watches watches;
    private final Map<StormRule, RecentErrors> recent;
    private final BreadthWindow breadth;

    Excesses(StormPolicy policy) {
        this(policy, new Watches(policy), new EnumMap<>(StormRule.class), new BreadthWindow());
        for (StormRule rule : StormRule.values()) {
            recent.put(rule, new RecentErrors());
        }
    }

    private Excesses(StormPolicy policy, Watches watches, Map<StormRule, RecentErrors> recent, BreadthWindow breadth) {
        this.policy = policy;
        this.watches = watches;
        this.recent = recent;
        this.breadth = breadth;
    }

    /** A message that no alert explains; {@code storming}: some alert is open. */
    void observe(IcmpError error, ErrorClass errorClass, boolean storming) {
        watches.observe(error, errorClass);
        if (errorClass.rule() == StormRule.ICMP_STORM) {
            breadth.advance(error.atMs(), storming);
            breadth.observe(error);
        } else if (!watches.busy(errorClass)) {
            // Some are usual, all the time and everywhere: they are counted, not kept.
            recent(errorClass).skip(error);
            return;
        }
        recent(errorClass).add(error);
    }

    /** Nobody watched until now. */
    void resume() {
        breadth.resume();
        watches.resume();
    }

    Watches watches() {
        return watches;
    }

    RecentErrors recent(ErrorClass errorClass) {
        return recent.get(errorClass.rule());
    }

    /** A second is over. The usual rates of classes in {@code frozen} stay as they are. */
    void endSecond(long endMs, Set<ErrorClass> frozen, boolean storming) {
        watches.endSecond(endMs / 1000 - 1, frozen);
        breadth.advance(endMs, storming);
        recent.values().forEach(each -> each.forgetBefore(endMs));
    }

    /** What is too much in a class, most first. */
    List<Finding> byRate(ErrorClass errorClass, long endMs) {
        List<Watch> excessive = watches.excessive(errorClass);
        if (excessive.isEmpty()) {
            return List.of();
        }
        List<IcmpError> errors = new ArrayList<>();
        for (IcmpError error : recent(errorClass).of(errorClass, endMs - LOOK_BACK_MS)) {
            if (covered(error, excessive)) {
                errors.add(error);
            }
        }
        StormPolicy.Excess limits = watches.policy(errorClass);
        Watch whole = watches.whole(errorClass);
        double rate = whole.history().mean(limits.sustainSeconds());
        Limit usual = whole.limit(limits);
        double background = excessive.get(0) == whole && rate > 0 ? usual.rate() / rate : 0;
        long all = Explanation.weight(errors);
        List<Finding> findings = new ArrayList<>();
        while (findings.size() < MOST_CAUSES_AT_ONCE && !errors.isEmpty()) {
            Scope scope = new Explanation(errors, background).scope(errorClass, excessive);
            findings.add(finding(errorClass, scope, endMs, errors, excessive));
            errors.removeIf(scope::covers);
            double left = (double) Explanation.weight(errors) / all;
            if (left < 1 - Explanation.EXPLAINS || left * rate <= usual.threshold()) {
                break;
            }
        }
        return findings;
    }

    /** What was found in a class has been settled: what is left begins anew. */
    void explained(ErrorClass errorClass) {
        watches.explained(errorClass);
        if (errorClass.rule() == StormRule.ICMP_STORM) {
            // Who was involved in it would be found too many a second time.
            breadth.explained();
        }
        if (errorClass.answer() != null) {
            watches.explained(errorClass.answer());
        }
    }

    private Finding finding(ErrorClass errorClass, Scope scope, long endMs, List<IcmpError> errors,
                            List<Watch> excessive) {
        StormPolicy.Excess limits = watches.policy(errorClass);
        Watch watch = watches.nearest(errorClass, scope);
        Limit limit = watch.limit(limits);
        Limit found = excessive.get(0).limit(limits);
        if (!watch.excessive(limits)) {
            // What it takes to be quiet must not be more than it took to be loud.
            limit = found.threshold() < limit.threshold() ? found
                : found.of() == Limit.Of.RISE ? limit.ofRise(found.seconds()) : limit;
        }
        int over = Math.max(limit.seconds(), limits.sustainSeconds());
        String why = String.format(Locale.ROOT, limit.of() == Limit.Of.RISE
            ? "%.1f messages/s and rising for %d s, about to be more than %.1f (%s)"
            : "%.1f messages/s for %d s, more than %.1f (%s)",
            watch.rate(over), over, limit.threshold(), usual(limit));
        return new Finding(errorClass, scope, endMs, why, limit, policy.life().quietRatio() * limit.threshold(),
            Explanation.in(scope, errors), excessive, LOOK_BACK_MS);
    }

    private static boolean covered(IcmpError error, List<Watch> watches) {
        for (Watch watch : watches) {
            if (watch.key().scope().covers(error)) {
                return true;
            }
        }
        return false;
    }

    private static String usual(Limit limit) {
        return switch (limit.state()) {
            case LEARNING -> "what is usual is not known yet";
            case STALE -> "what is usual is not known any more";
            case READY -> String.format(Locale.ROOT,
                limit.of() == Limit.Of.MINUTE ? "usual at this hour is %.1f" : "usual is %.1f", limit.rate());
        };
    }

    /** What is too broad; null: nothing. */
    Finding byBreadth(long endMs) {
        BreadthWindow.Excess excess = breadth.excess(policy.breadth());
        if (excess == null) {
            return null;
        }
        List<IcmpError> errors = List.of();
        ErrorClass heaviest = ErrorClass.OTHER;
        for (ErrorClass errorClass : CLASSES) {
            List<IcmpError> these = errorClass.rule() == StormRule.ICMP_STORM
                ? recent(errorClass).of(errorClass, endMs - RecentErrors.KEPT_MS) : List.of();
            if (Explanation.weight(these) > Explanation.weight(errors)) {
                errors = these;
                heaviest = errorClass;
            }
        }
        breadth.explained();
        if (errors.isEmpty()) {
            return null;
        }
        Scope scope = new Explanation(errors, 0).scope(heaviest, List.of());
        List<IcmpError> these = Explanation.in(scope, errors);
        double rate = Explanation.weight(these) * 1000.0 / Math.max(1000, endMs - these.get(0).atMs());
        String why = String.format(Locale.ROOT, "%d different %s within a minute at %.1f messages/s (usual are %.0f)",
            excess.count(), excess.what(), rate, excess.usual());
        Limit limit = watches.nearest(heaviest, scope).lately(watches.policy(heaviest));
        return new Finding(heaviest, scope, endMs, why, limit, policy.life().quietRatio() * rate, these, List.of(),
            RecentErrors.KEPT_MS);
    }

    /** All but the pages of recent messages, which go under their names. */
    void write(StateOutput out, BiConsumer<String, byte[]> pages) {
        watches.write(out);
        recent.forEach((rule, each) -> each.write(out, (page, place) -> pages.accept(name(rule, place), page)));
        breadth.write(out);
    }

    void writeTrends(StateOutput out) {
        watches.writeTrends(out);
    }

    void readTrends(StateInput in) {
        watches.readTrends(in);
    }

    private static String name(StormRule rule, int place) {
        return rule.id() + '|' + place;
    }

    /**
     * What {@link #write} wrote.
     *
     * @param pages by name; null: there were none yet when it was written
     */
    static Excesses read(StateInput in, StormPolicy policy, Function<String, byte[]> pages) {
        Watches watches = Watches.read(in, policy);
        Map<StormRule, RecentErrors> recent = new EnumMap<>(StormRule.class);
        for (StormRule rule : StormRule.values()) {
            recent.put(rule, pages == null ? RecentErrors.readWhole(in)
                : RecentErrors.read(in, place -> pages.apply(name(rule, place))));
        }
        return new Excesses(policy, watches, recent, BreadthWindow.read(in));
    }
}

package io.tidewatch.processors.storm;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All watches of one segment and family: each class as a whole, and the scopes in it that were busy in some second. A
 * sketch per dimension finds those; so the number of watches is bounded by {@value #MOST} and a flood of keys that are
 * seen once costs no more than one key.
 */
final class Watches {
    /** Bounds the table of single scopes. */
    static final int MOST = 128;
    private static final int SKETCH = 64;
    /** Share of the floor from which on a scope is watched. */
    private static final double DOOR = 0.25;
    private static final ErrorClass[] CLASSES = ErrorClass.values();
    private static final ScopeKind[] KINDS = ScopeKind.values();

    private final Map<ErrorClass, StormPolicy.Excess> policies = new EnumMap<>(ErrorClass.class);
    private final Map<ErrorClass, Watch> wholes = new EnumMap<>(ErrorClass.class);
    /** In order of admission, so that every run sees them alike. */
    private final Map<Watch.Key, Watch> singles = new LinkedHashMap<>();
    /** The current second, by class and value. */
    private final Map<ScopeKind, SpaceSaving> second = new EnumMap<>(ScopeKind.class);
    /** No scope of any class is watched below. */
    private final double lowestDoor;

    Watches(StormPolicy policy) {
        for (ErrorClass errorClass : CLASSES) {
            policies.put(errorClass, policy.excess(errorClass.rule()));
            wholes.put(errorClass, new Watch(new Watch.Key(errorClass, Scope.SEGMENT), new Baseline()));
        }
        lowestDoor = policies.values().stream().mapToDouble(StormPolicy.Excess::floorPps).min().orElseThrow() * DOOR;
        for (ScopeKind kind : KINDS) {
            second.put(kind, new SpaceSaving(SpaceSaving.Keys.LETTER_AND_TEXT, SKETCH));
        }
    }

    void observe(IcmpError error, ErrorClass errorClass) {
        for (ScopeKind kind : KINDS) {
            String value = kind.of(error);
            if (value != null) {
                second.get(kind).add(errorClass.ordinal(), value, error.count());
            }
        }
    }

    /** The current second, since the epoch, is over. What is usual in classes in {@code frozen} stays as it is. */
    void endSecond(long ended, Set<ErrorClass> frozen) {
        singles.values().removeIf(Watch::forgettable);
        admitBusy();
        endSecond(ended, wholes.values(), frozen);
        endSecond(ended, singles.values(), frozen);
        second.values().forEach(SpaceSaving::clear);
    }

    private void endSecond(long ended, Collection<Watch> watches, Set<ErrorClass> frozen) {
        for (Watch watch : watches) {
            Watch.Key key = watch.key();
            long count = second.get(key.scope().kind()).atLeast(key.errorClass().ordinal(), key.scope().value());
            watch.second(ended, count, frozen.contains(key.errorClass()), policies.get(key.errorClass()));
        }
    }

    private void admitBusy() {
        for (ScopeKind kind : KINDS) {
            if (kind == ScopeKind.SEGMENT) {
                continue;
            }
            SpaceSaving sketch = second.get(kind);
            for (Ranked busy : sketch.top(SKETCH, lowestDoor)) {
                ErrorClass errorClass = CLASSES[busy.value().charAt(0) - 'A'];
                String value = busy.value().substring(1);
                long count = sketch.atLeast(errorClass.ordinal(), value);
                if (count >= policies.get(errorClass).floorPps() * DOOR) {
                    admit(new Watch.Key(errorClass, new Scope(kind, value)), count);
                }
            }
        }
    }

    private void admit(Watch.Key key, long count) {
        if (singles.containsKey(key) || singles.size() >= MOST && !makeRoom(count)) {
            return;
        }
        singles.put(key, new Watch(key, Baseline.rareSince(wholes.get(key.errorClass()).baseline())));
    }

    /** Drops the least watch if it is less than this. */
    private boolean makeRoom(double weight) {
        Watch least = null;
        for (Watch watch : singles.values()) {
            if (least == null || watch.weight() < least.weight()) {
                least = watch;
            }
        }
        if (least == null || least.weight() >= weight) {
            return false;
        }
        singles.remove(least.key());
        return true;
    }

    /** So many came in the last or the current second that an excess may begin. */
    boolean busy(ErrorClass errorClass) {
        double door = policies.get(errorClass).floorPps() * DOOR;
        return second.get(ScopeKind.SEGMENT).atLeast(errorClass.ordinal(), "") >= door
            || wholes.get(errorClass).history().mean(1) >= door;
    }

    /** When a rate of the class is too high. */
    StormPolicy.Excess policy(ErrorClass errorClass) {
        return policies.get(errorClass);
    }

    /** The class as a whole. */
    Watch whole(ErrorClass errorClass) {
        return wholes.get(errorClass);
    }

    /** The watch of a scope, of the whole class when the scope has none of its own. */
    Watch nearest(ErrorClass errorClass, Scope scope) {
        Watch single = singles.get(new Watch.Key(errorClass, scope));
        return single == null ? wholes.get(errorClass) : single;
    }

    /** Watches of the class whose excess has lasted long enough, the class as a whole first. */
    List<Watch> excessive(ErrorClass errorClass) {
        List<Watch> excessive = new ArrayList<>();
        StormPolicy.Excess policy = policies.get(errorClass);
        if (wholes.get(errorClass).excessive(policy)) {
            excessive.add(wholes.get(errorClass));
        }
        for (Watch watch : singles.values()) {
            if (watch.key().errorClass() == errorClass && watch.excessive(policy)) {
                excessive.add(watch);
            }
        }
        return excessive;
    }

    /** The last seconds of a class have been explained: what is left begins anew. */
    void explained(ErrorClass errorClass) {
        wholes.get(errorClass).explained();
        for (Watch watch : singles.values()) {
            if (watch.key().errorClass() == errorClass) {
                watch.explained();
            }
        }
    }

    /** Nothing in the last seconds, nothing in the current one. */
    boolean silent() {
        if (second.get(ScopeKind.SEGMENT).total() != 0) {
            return false;
        }
        for (Watch watch : wholes.values()) {
            if (!watch.history().silent()) {
                return false;
            }
        }
        return true;
    }

    /** So many seconds from this one on in which nothing came; only while {@link #silent()}. */
    void silence(long fromSecond, long seconds) {
        silence(fromSecond, seconds, wholes.values());
        silence(fromSecond, seconds, singles.values());
        singles.values().removeIf(Watch::forgettable);
    }

    private void silence(long fromSecond, long seconds, Collection<Watch> watches) {
        watches.forEach(watch -> watch.silence(fromSecond, seconds, policies.get(watch.key().errorClass())));
    }

    /** Nobody watched until now: what was before is no part of what comes. */
    void resume() {
        wholes.values().forEach(watch -> watch.trend().clear());
        singles.values().forEach(watch -> watch.trend().clear());
    }

    /** Nobody watched for too long. */
    void outdated() {
        wholes.values().forEach(watch -> watch.baseline().outdated());
        singles.clear();
    }

    void write(StateOutput out) {
        wholes.values().forEach(watch -> watch.write(out));
        out.number(singles.size());
        singles.values().forEach(watch -> watch.write(out));
        second.values().forEach(sketch -> sketch.write(out));
    }

    void writeTrends(StateOutput out) {
        wholes.values().forEach(watch -> watch.trend().write(out));
        singles.values().forEach(watch -> watch.trend().write(out));
    }

    /** Into the watches that were read. */
    void readTrends(StateInput in) {
        wholes.values().forEach(watch -> watch.trend().read(in));
        singles.values().forEach(watch -> watch.trend().read(in));
    }

    static Watches read(StateInput in, StormPolicy policy) {
        Watches watches = new Watches(policy);
        for (ErrorClass errorClass : CLASSES) {
            watches.wholes.put(errorClass, Watch.read(in));
        }
        int size = in.size(MOST);
        for (int i = 0; i < size; i++) {
            Watch watch = Watch.read(in);
            watches.singles.put(watch.key(), watch);
        }
        for (ScopeKind kind : KINDS) {
            watches.second.put(kind, SpaceSaving.read(in, SpaceSaving.Keys.LETTER_AND_TEXT, SKETCH));
        }
        return watches;
    }
}

package io.tidewatch.processors.storm;

import io.tidewatch.processors.storm.ErrorClass.Reach;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Which messages an alert explains: those of its classes in one of its scopes. The first scope is what it is about. A
 * router may refuse a service and lose a network at once, so what one reports as unreachable is explained for that
 * reason alone.
 */
final class Claim {
    /** From here on a further scope is explained by who is behind it. */
    static final int MOST_SCOPES = 8;

    private final Set<ErrorClass> classes;
    /** Of what is unreachable. */
    private final Set<Reach> reasons;
    private final List<Scope> scopes;

    /** Of a class in a scope, given what was found there; echo requests and the replies to them are one flood. */
    static Claim of(ErrorClass errorClass, Scope scope, List<IcmpError> found) {
        Set<Reach> reasons = errorClass != ErrorClass.UNREACHABLE ? EnumSet.noneOf(Reach.class)
            : scope.kind() == ScopeKind.REPORTER ? reasons(found) : EnumSet.allOf(Reach.class);
        Claim claim = new Claim(EnumSet.of(errorClass), reasons, new ArrayList<>(List.of(scope)));
        if (errorClass.answer() != null) {
            claim.classes.add(errorClass.answer());
            claim.alsoScope(scope.ofAnswers(), List.of());
        }
        return claim;
    }

    private Claim(Set<ErrorClass> classes, Set<Reach> reasons, List<Scope> scopes) {
        this.classes = classes;
        this.reasons = reasons;
        this.scopes = scopes;
    }

    /** The one reason of nearly all, or any. */
    private static Set<Reach> reasons(List<IcmpError> found) {
        for (Reach reason : Reach.values()) {
            long weight = 0;
            for (IcmpError error : found) {
                weight += ErrorClass.reach(error.family(), error.code()) == reason ? error.count() : 0;
            }
            if (weight > 0 && weight >= Explanation.EXPLAINS * Explanation.weight(found)) {
                return EnumSet.of(reason);
            }
        }
        return EnumSet.allOf(Reach.class);
    }

    boolean covers(IcmpError error, ErrorClass errorClass) {
        if (!classes.contains(errorClass) || errorClass == ErrorClass.UNREACHABLE
                && !reasons.contains(ErrorClass.reach(error.family(), error.code()))) {
            return false;
        }
        for (int i = 0; i < scopes.size(); i++) {
            if (scopes.get(i).covers(error)) {
                return true;
            }
        }
        return false;
    }

    Scope scope() {
        return scopes.get(0);
    }

    StormRule rule() {
        return classes.iterator().next().rule();
    }

    Set<ErrorClass> classes() {
        return classes;
    }

    /** What its messages tell of, for keys: the first class, with the reason where there is but one. */
    String subject() {
        String subject = classes.iterator().next() + (reasons.size() == 1 ? "." + reasons.iterator().next() : "");
        return subject.toLowerCase(Locale.ROOT);
    }

    /** Takes in what another one is about, in the scopes that this one has. */
    void alsoAbout(Claim other) {
        classes.addAll(other.classes);
        reasons.addAll(other.reasons);
    }

    /** Takes another scope in; when there are too many, those behind them instead of all but the first. */
    void alsoScope(Scope scope, List<Scope> behind) {
        if (scopes.contains(scope)) {
            return;
        }
        if (scopes.size() < MOST_SCOPES) {
            scopes.add(scope);
            return;
        }
        scopes.subList(1, scopes.size()).clear();
        for (Scope each : behind.subList(0, Math.min(behind.size(), MOST_SCOPES - 1))) {
            if (!scopes.contains(each)) {
                scopes.add(each);
            }
        }
    }

    void write(StateOutput out) {
        out.number(classes.size());
        classes.forEach(out::word);
        out.number(reasons.size());
        reasons.forEach(out::word);
        out.number(scopes.size());
        for (Scope scope : scopes) {
            out.word(scope.kind());
            out.text(scope.value());
        }
    }

    static Claim read(StateInput in) {
        Set<ErrorClass> classes = EnumSet.noneOf(ErrorClass.class);
        int classCount = in.size(ErrorClass.values().length);
        for (int i = 0; i < classCount; i++) {
            classes.add(in.word(ErrorClass.values()));
        }
        Set<Reach> reasons = EnumSet.noneOf(Reach.class);
        int reasonCount = in.size(Reach.values().length);
        for (int i = 0; i < reasonCount; i++) {
            reasons.add(in.word(Reach.values()));
        }
        List<Scope> scopes = new ArrayList<>();
        int scopeCount = in.size(MOST_SCOPES);
        for (int i = 0; i < scopeCount; i++) {
            scopes.add(new Scope(in.word(ScopeKind.values()), in.text()));
        }
        return new Claim(classes, reasons, scopes);
    }
}

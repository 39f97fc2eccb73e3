package io.tidewatch.processors.storm;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Which messages an alert explains: those of its classes in one of its scopes. The first scope is what it is about. */
final class Claim {
    /** From here on a further scope is explained by who is behind it. */
    static final int MOST_SCOPES = 8;

    private final Set<ErrorClass> classes;
    private final List<Scope> scopes;

    private Claim(ErrorClass errorClass, Scope scope) {
        this(EnumSet.of(errorClass), new ArrayList<>(List.of(scope)));
    }

    /** Of a class in a scope; echo requests and the replies to them are one flood. */
    static Claim of(ErrorClass errorClass, Scope scope) {
        Claim claim = new Claim(errorClass, scope);
        if (errorClass.answer() != null) {
            claim.alsoClass(errorClass.answer());
            claim.alsoScope(scope.ofAnswers(), List.of());
        }
        return claim;
    }

    private Claim(Set<ErrorClass> classes, List<Scope> scopes) {
        this.classes = classes;
        this.scopes = scopes;
    }

    boolean covers(IcmpError error, ErrorClass errorClass) {
        if (!classes.contains(errorClass)) {
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

    void alsoClass(ErrorClass errorClass) {
        classes.add(errorClass);
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
        List<Scope> scopes = new ArrayList<>();
        int scopeCount = in.size(MOST_SCOPES);
        for (int i = 0; i < scopeCount; i++) {
            scopes.add(new Scope(in.word(ScopeKind.values()), in.text()));
        }
        return new Claim(classes, scopes);
    }
}

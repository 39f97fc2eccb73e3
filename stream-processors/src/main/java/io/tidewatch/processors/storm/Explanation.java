package io.tidewatch.processors.storm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the scope that explains an excess: the most specific one that holds nearly all of it. Which dimension says most
 * depends on the failure: a loop is about where the traffic goes, not who happens to send it; backscatter is about the
 * one who gets it all; a filter or a tunnel about the device. Where no single value holds it all, the heaviest that is
 * too much by itself is one of several causes; where there is none, it is about the segment.
 */
final class Explanation {
    /** Share of the excess that a scope must hold to explain it. */
    static final double EXPLAINS = 0.8;
    private static final double PART = 0.2;
    private static final int SCAN = 16;

    /**
     * One way to explain.
     *
     * @param kind dimension
     * @param whole by one value for all of it; else by one for a part, which is too much by itself
     */
    private record Attempt(ScopeKind kind, boolean whole) { }

    private static final List<Attempt> ABOUT_DESTINATION = List.of(new Attempt(ScopeKind.QUOTED_HOST, true),
        new Attempt(ScopeKind.QUOTED_PREFIX, true), new Attempt(ScopeKind.RECEIVER, true),
        new Attempt(ScopeKind.QUOTED_SOURCE, true), new Attempt(ScopeKind.QUOTED_NETWORK, true),
        new Attempt(ScopeKind.QUOTED_PREFIX, false), new Attempt(ScopeKind.REPORTER, true));
    private static final List<Attempt> ABOUT_SENDER = List.of(new Attempt(ScopeKind.RECEIVER, true),
        new Attempt(ScopeKind.QUOTED_SOURCE, true), new Attempt(ScopeKind.REPORTER, true),
        new Attempt(ScopeKind.RECEIVER, false), new Attempt(ScopeKind.QUOTED_PREFIX, true),
        new Attempt(ScopeKind.QUOTED_PREFIX, false));
    private static final List<Attempt> ABOUT_DEVICE = List.of(new Attempt(ScopeKind.REPORTER, true),
        new Attempt(ScopeKind.RECEIVER, true), new Attempt(ScopeKind.QUOTED_SOURCE, true),
        new Attempt(ScopeKind.QUOTED_PREFIX, true), new Attempt(ScopeKind.RECEIVER, false));

    private static final List<Attempt> ABOUT_TARGET = List.of(new Attempt(ScopeKind.RECEIVER, true),
        new Attempt(ScopeKind.REPORTER, true), new Attempt(ScopeKind.RECEIVER, false));
    private static final List<Attempt> ABOUT_TALKER = List.of(new Attempt(ScopeKind.REPORTER, true),
        new Attempt(ScopeKind.REPORTER, false));

    private final List<IcmpError> errors;
    private final long weight;
    private final double background;

    /** {@code background} is the share of the messages that is usual, 0 to 1. */
    Explanation(List<IcmpError> errors, double background) {
        this.errors = errors;
        this.weight = weight(errors);
        this.background = Math.min(0.9, background);
    }

    static long weight(List<IcmpError> errors) {
        long weight = 0;
        for (IcmpError error : errors) {
            weight += error.count();
        }
        return weight;
    }

    static List<IcmpError> in(Scope scope, List<IcmpError> errors) {
        List<IcmpError> chosen = new ArrayList<>();
        for (IcmpError error : errors) {
            if (scope.covers(error)) {
                chosen.add(error);
            }
        }
        return chosen;
    }

    /** The scope, given the watches of the class that are excessive. */
    Scope scope(ErrorClass errorClass, List<Watch> excessive) {
        for (Attempt attempt : attempts(errorClass)) {
            Scope top = top(attempt.kind(), attempt.whole() ? null : excessive);
            double enough = attempt.whole() ? EXPLAINS * (1 - background) : PART;
            if (top != null && weight(in(top, errors)) >= enough * weight) {
                return top;
            }
        }
        return Scope.SEGMENT;
    }

    /** The heaviest value, equal ones by value; only excessive ones when those are given. */
    private Scope top(ScopeKind kind, List<Watch> excessive) {
        String best = null;
        long bestWeight = 0;
        for (Map.Entry<String, Long> each : weights(kind).entrySet()) {
            boolean heavier = best == null || each.getValue() > bestWeight
                || each.getValue() == bestWeight && each.getKey().compareTo(best) < 0;
            if (heavier && (excessive == null || watched(new Scope(kind, each.getKey()), excessive))) {
                best = each.getKey();
                bestWeight = each.getValue();
            }
        }
        return best == null ? null : new Scope(kind, best);
    }

    private static boolean watched(Scope scope, List<Watch> watches) {
        for (Watch watch : watches) {
            if (watch.key().scope().equals(scope)) {
                return true;
            }
        }
        return false;
    }

    private Map<String, Long> weights(ScopeKind kind) {
        Map<String, Long> weights = new HashMap<>();
        for (IcmpError error : errors) {
            String value = kind.of(error);
            if (value != null) {
                weights.merge(value, error.count(), Long::sum);
            }
        }
        return weights;
    }

    private List<Attempt> attempts(ErrorClass errorClass) {
        return switch (errorClass) {
            case TIME_EXCEEDED -> ABOUT_DESTINATION;
            case UNREACHABLE -> lostNetwork() ? ABOUT_DESTINATION : ABOUT_SENDER;
            case TOO_BIG, REDIRECT, SOURCE_QUENCH, REASSEMBLY, PARAMETER_PROBLEM, OTHER -> ABOUT_DEVICE;
            case ECHO_REQUEST, ECHO_REPLY -> ABOUT_TARGET;
            case QUERY, REPORT -> ABOUT_TALKER;
        };
    }

    /** Routers say that a network is gone, and it is not one host that tries many addresses. */
    private boolean lostNetwork() {
        long lost = 0;
        for (IcmpError error : errors) {
            lost += ErrorClass.reach(error.family(), error.code()) == ErrorClass.Reach.NET_OR_HOST ? error.count() : 0;
        }
        if (lost < weight / 2) {
            return false;
        }
        Profile profile = Profile.of(errors);
        return profile.receivers.firstShare() < EXPLAINS || profile.destinationCount.count() < SCAN;
    }
}

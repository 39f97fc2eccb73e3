package io.tidewatch.benchmarks.storms;

import io.tidewatch.processors.storm.Verdict;
import io.tidewatch.simulate.Label;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** One label and the alerts that are about it, in order of opening. */
record Score(Label label, List<Alert> alerts) {
    private static final long MICROS_PER_MILLI = 1000;

    /** Whether an alert opened. */
    boolean found() {
        return !alerts.isEmpty();
    }

    /** The first alert names the cause when it opens. */
    boolean causeRight() {
        return found() && cause(alerts.get(0).verdict()).equals(label.cause());
    }

    /** The first alert names the cause, or names it second. */
    boolean causeInTopTwo() {
        return causeRight() || found() && alerts.get(0).verdict().runnerUp() != null
            && alerts.get(0).verdict().runnerUp().id().equals(label.cause());
    }

    /** The first alert names the cause when it closes. */
    boolean causeRightAtLast() {
        return found() && cause(alerts.get(0).lastVerdict()).equals(label.cause());
    }

    /** Some alert names the cause that it must not be taken for, when it opens or at last. */
    boolean mistaken() {
        return alerts.stream().anyMatch(alert -> cause(alert.verdict()).equals(label.confuses())
            || cause(alert.lastVerdict()).equals(label.confuses()));
    }

    /** The first alert is about what it should be about. */
    boolean scopeRight() {
        return found() && about(label, alerts.get(0));
    }

    /** Milliseconds from the moment at which the evidence sufficed. */
    long delay() {
        return alerts.get(0).openedAt() - label.truth().sufficient() / MICROS_PER_MILLI;
    }

    /** Milliseconds from the moment at which the rate was first over the floor. */
    long delayFromCrossing() {
        return alerts.get(0).openedAt() - label.truth().crossed() / MICROS_PER_MILLI;
    }

    static boolean about(Label label, Alert alert) {
        return label.scopes().stream().anyMatch(scope -> scope.kind().equals(alert.scope().kind().told().name())
            && (scope.value().isEmpty() || scope.value().equals(alert.scope().value())));
    }

    static String cause(Verdict verdict) {
        return verdict.cause().id();
    }

    /**
     * Who is about what.
     *
     * @param scores one for each label
     * @param falseAlarms alerts that are about none
     */
    record Matches(List<Score> scores, List<Alert> falseAlarms) { }

    /**
     * Gives each alert to a label of its segments that it opened during, or up to {@code graceMs} after: the one whose
     * scope it names, else whose cause, else one that has none yet, else any.
     */
    static Matches match(List<Label> labels, List<Alert> alerts, long graceMs) {
        List<Score> scores = new ArrayList<>();
        labels.forEach(label -> scores.add(new Score(label, new ArrayList<>())));
        List<Alert> unmatched = new ArrayList<>();
        for (Alert alert : alerts) {
            scores.stream().filter(score -> score.during(alert, graceMs))
                .max(Comparator.comparing((Score score) -> about(score.label(), alert))
                    .thenComparing(score -> cause(alert.verdict()).equals(score.label().cause()))
                    .thenComparing(score -> !score.found()))
                .ifPresentOrElse(score -> score.alerts().add(alert), () -> unmatched.add(alert));
        }
        return new Matches(scores, unmatched);
    }

    private boolean during(Alert alert, long graceMs) {
        return alert.segments().stream().anyMatch(label.segments()::contains)
            && alert.openedAt() >= label.start() / MICROS_PER_MILLI
            && alert.openedAt() <= label.end() / MICROS_PER_MILLI + graceMs;
    }
}

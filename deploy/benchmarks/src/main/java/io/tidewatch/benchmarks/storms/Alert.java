package io.tidewatch.benchmarks.storms;

import io.tidewatch.processors.storm.Scope;
import io.tidewatch.processors.storm.StormStep;
import io.tidewatch.processors.storm.Verdict;

/** One alert over its life, as the detector told it. */
final class Alert {
    private final int segment;
    private final StormStep open;
    private StormStep last;

    Alert(int segment, StormStep open) {
        this.segment = segment;
        this.open = open;
        this.last = open;
    }

    void step(StormStep next) {
        last = next;
    }

    int segment() {
        return segment;
    }

    /** Event time at which the evidence sufficed, milliseconds since the epoch. */
    long openedAt() {
        return open.times().openedAt();
    }

    /** What was said at first. */
    Verdict verdict() {
        return open.verdict();
    }

    /** What is said at last. */
    Verdict lastVerdict() {
        return last.verdict();
    }

    Scope scope() {
        return open.place().scope();
    }

    /** Null while it is open. */
    StormStep.CloseReason closeReason() {
        return last.closeReason();
    }
}

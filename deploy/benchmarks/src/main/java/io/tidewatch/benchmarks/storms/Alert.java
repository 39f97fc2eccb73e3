package io.tidewatch.benchmarks.storms;

import io.tidewatch.processors.storm.Scope;
import io.tidewatch.processors.storm.StormStep;
import io.tidewatch.processors.storm.Verdict;
import java.util.List;

/** One alert over its life, as it was told. */
final class Alert {
    private static final String SEGMENT = "segment-";

    private final StormStep open;
    private StormStep last;

    Alert(StormStep open) {
        this.open = open;
        this.last = open;
    }

    void step(StormStep next) {
        last = next;
    }

    /** The name of the segment of that number. */
    static String segment(int number) {
        return SEGMENT + number;
    }

    /** Numbers of the segments that saw it. */
    List<Integer> segments() {
        return last.place().segments().stream().map(name -> Integer.valueOf(name.substring(SEGMENT.length()))).toList();
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

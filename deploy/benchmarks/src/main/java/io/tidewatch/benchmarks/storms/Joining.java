package io.tidewatch.benchmarks.storms;

import io.tidewatch.processors.storm.JoinedAlert;
import io.tidewatch.processors.storm.StepOrder;
import io.tidewatch.processors.storm.StormPolicy;
import io.tidewatch.processors.storm.StormStep;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** The second stage: what the segments tell is put in the order of event time and joined by what it is about. */
final class Joining {
    private final StormPolicy policy;
    private final Consumer<StormStep> told;
    private final StepOrder order = new StepOrder(1);
    private final Map<String, JoinedAlert> open = new HashMap<>();
    private long clock = Long.MIN_VALUE;

    /** Hands on what is to be told of all segments. */
    Joining(StormPolicy policy, Consumer<StormStep> told) {
        this.policy = policy;
        this.told = told;
    }

    /** What one segment tells. */
    void tell(StormStep step) {
        if (policy.correlation().joins(step)) {
            order.add(StepOrder.Entry.of(step, step.times().windowEnd()));
        } else {
            join(step);
        }
    }

    /** All segments have told what there is up to this time. */
    void passed(long atMs) {
        clock = atMs;
        order.passed(0, atMs);
        for (StepOrder.Entry next = order.next(); next != null; next = order.next()) {
            if (next.step() != null) {
                join(next.step());
            } else if (open.containsKey(next.dedupeKey()) && open.get(next.dedupeKey()).due() == next.atMs()) {
                told.accept(open.get(next.dedupeKey()).tellDue());
            }
        }
    }

    private void join(StormStep step) {
        String key = step.identity().dedupeKey();
        JoinedAlert alert = open.computeIfAbsent(key, absent -> JoinedAlert.of(step, null, policy.life()));
        StormStep all = alert.tell(step);
        if (all != null) {
            told.accept(all);
        }
        if (alert.closed()) {
            open.remove(key);
        } else if (alert.due() != Long.MAX_VALUE) {
            order.add(StepOrder.Entry.due(alert.due(), key, clock, clock));
        }
    }
}

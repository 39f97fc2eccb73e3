package io.tidewatch.benchmarks.membership;

import static io.tidewatch.benchmarks.Report.decimal;

import io.tidewatch.benchmarks.Report;
import io.tidewatch.benchmarks.Run;
import io.tidewatch.benchmarks.applications.Cost;
import io.tidewatch.benchmarks.applications.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * All sizes at once: a block of refreshes of the one, then of the next, again and again. A block is short beside the
 * minutes in which a machine that is shared gets faster or slower, so that both sides of a ratio have the same; and
 * the compiler has made the same code for all of them.
 */
final class SizesInTurns {
    private static final int BLOCK = 3_000_000;
    private static final int QUICK_BLOCK = 3000;
    private static final int BLOCKS = 6;

    private final Run run;
    private final List<OneSize> sizes;
    /** By size, one of each block. */
    private final List<List<Cost>> costs = new ArrayList<>();

    private SizesInTurns(Run run, List<OneSize> sizes) {
        this.run = run;
        this.sizes = sizes;
    }

    /** Measures and tells it, where there is more than one size. */
    static void measure(Run run, List<OneSize> sizes) throws InterruptedException {
        if (sizes.size() > 1) {
            SizesInTurns turns = new SizesInTurns(run, sizes);
            turns.measure();
            turns.tell();
        }
    }

    private void measure() throws InterruptedException {
        List<Side.Running> running = new ArrayList<>();
        try {
            for (OneSize size : sizes) {
                running.add(size.start());
                size.settle();
                costs.add(new ArrayList<>());
            }
            for (int block = 0; block < (run.quick() ? 1 : BLOCKS); block++) {
                for (int size = 0; size < sizes.size(); size++) {
                    costs.get(size).add(sizes.get(size).more(run.quick() ? QUICK_BLOCK : BLOCK));
                }
            }
        } finally {
            running.forEach(Side.Running::close);
        }
    }

    private void tell() {
        List<List<String>> rows = new ArrayList<>();
        for (int block = 0; block < costs.get(0).size(); block++) {
            for (int size = 0; size < sizes.size(); size++) {
                Cost cost = costs.get(size).get(block);
                rows.add(List.of(Integer.toString(block + 1), Report.number(sizes.get(size).memberships()),
                    Report.number(cost.events()), Report.number(cost.eventsPerSecond()), decimal(cost.threadMicros()),
                    decimal(cost.processMicros())));
            }
        }
        run.report().table("A refresh, all sizes in turns", List.of("block", "memberships", "events", "events/s",
            "thread CPU µs", "process CPU µs"), rows);
        for (int size = 1; size < sizes.size(); size++) {
            run.report().line(String.format("A refresh at %,d memberships to one at %,d: %s by the clock, %s by CPU of "
                + "the stream thread; target of 10,000,000 to 100,000: 1.3.", sizes.get(size).memberships(),
                sizes.get(0).memberships(), to(size, cost -> 1 / cost.eventsPerSecond()), to(size,
                Cost::threadMicros)));
        }
    }

    private String to(int size, ToDoubleFunction<Cost> measure) {
        return Report.ratio(each(size, measure), each(0, measure));
    }

    private double[] each(int size, ToDoubleFunction<Cost> measure) {
        return costs.get(size).stream().mapToDouble(measure).toArray();
    }
}

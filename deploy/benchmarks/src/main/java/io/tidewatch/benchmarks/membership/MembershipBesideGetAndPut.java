package io.tidewatch.benchmarks.membership;

import io.tidewatch.benchmarks.Report;
import io.tidewatch.benchmarks.Run;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The membership application at several sizes: joins and refreshes beside get-and-put of the same events, in turns, and
 * a round of each size after the other; the sizes beside each other; what it stores; changes and answers while events
 * come; how it comes back without its state; and all members end at once.
 */
public final class MembershipBesideGetAndPut {
    /** More have no addresses for their hosts. */
    public static final int MOST_OF_SEGMENT = Population.MOST_OF_SEGMENT;

    private MembershipBesideGetAndPut() {
    }

    /** Measures each size with a broker of its own. */
    public static void measure(Run run, List<Integer> memberships, int ofSegment)
            throws IOException, InterruptedException {
        List<OneSize> sizes = new ArrayList<>();
        try {
            for (int size : memberships) {
                OneSize next = new OneSize(run, new Population(size, ofSegment));
                sizes.add(next);
                next.join();
            }
            for (int round = 0; round < run.rounds(); round++) {
                for (OneSize size : sizes) {
                    size.refresh(round);
                }
            }
            compare(run, sizes);
            SizesInTurns.measure(run, sizes);
            for (OneSize size : sizes) {
                size.tell();
            }
        } finally {
            for (OneSize size : sizes) {
                size.close();
            }
        }
    }

    /** Round by round; ours is compared in turns. */
    private static void compare(Run run, List<OneSize> sizes) {
        OneSize least = sizes.get(0);
        for (OneSize size : sizes.subList(1, sizes.size())) {
            run.report().line(String.format("Get-and-put at %,d memberships to that at %,d: %s by the clock, %s by CPU "
                + "of the stream thread.", size.memberships(), least.memberships(),
                to(least, size, (ours, plain) -> 1 / plain.eventsPerSecond()),
                to(least, size, (ours, plain) -> plain.threadMicros())));
        }
    }

    private static String to(OneSize least, OneSize size, OneSize.Measure measure) {
        return Report.ratio(size.each(measure), least.each(measure));
    }
}

package io.tidewatch.benchmarks.membership;

import static io.tidewatch.benchmarks.Report.decimal;

import io.tidewatch.benchmarks.Cluster;
import io.tidewatch.benchmarks.Directories;
import io.tidewatch.benchmarks.Report;
import io.tidewatch.benchmarks.Run;
import io.tidewatch.benchmarks.applications.CommittedOffsets;
import io.tidewatch.benchmarks.applications.Cost;
import io.tidewatch.benchmarks.applications.EventProducer;
import io.tidewatch.benchmarks.applications.OurApplication;
import io.tidewatch.schemas.GmpEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The membership application at several sizes: joins and refreshes beside get-and-put of the same events, in turns;
 * what it stores; changes and answers while events come; how it comes back without its state; and all members end at
 * once.
 */
public final class MembershipBesideGetAndPut {
    /** More have no addresses for their hosts. */
    public static final int MOST_OF_SEGMENT = Population.MOST_OF_SEGMENT;

    private static final int REFRESHES = 1_000_000;
    private static final int QUICK_REFRESHES = 3000;
    /** At most, of the rate at which refreshes are worked off; a join or a leave takes several times as long. */
    private static final double LIVE_SHARE = 0.25;
    private static final int QUICK_RATE = 500;
    /** As the sizing of processors advises. */
    private static final long STATE_BYTES_OF_EACH = 256;

    private final Run run;
    private final List<Refreshed> refreshed = new ArrayList<>();

    private MembershipBesideGetAndPut(Run run) {
        this.run = run;
    }

    /** What the refreshes of one size took, round by round. */
    private record Refreshed(Population population, Cost[] ours, Cost[] plain) {
        private double[] each(Measure measure) {
            double[] values = new double[ours.length];
            for (int round = 0; round < values.length; round++) {
                values[round] = measure.of(ours[round], plain[round]);
            }
            return values;
        }

        private double seconds() {
            return Report.median(each((mine, other) -> 1 / mine.eventsPerSecond()));
        }

        private double threadMicros() {
            return Report.median(each((mine, other) -> mine.threadMicros()));
        }
    }

    /** Something about a round. */
    private interface Measure {
        double of(Cost ours, Cost plain);
    }

    /** Measures each size with a broker of its own. */
    public static void measure(Run run, List<Integer> sizes, int ofSegment)
            throws IOException, InterruptedException {
        MembershipBesideGetAndPut measuring = new MembershipBesideGetAndPut(run);
        for (int size : sizes) {
            Path work = run.work().resolve("membership-" + size);
            try (Cluster cluster = Cluster.start(work)) {
                measuring.size(new Population(size, ofSegment), cluster, work);
            }
            Directories.delete(work);
        }
        measuring.compareSizes();
    }

    private void size(Population population, Cluster cluster, Path work) throws IOException, InterruptedException {
        long stateBytes = Math.max(OurApplication.STATE_BYTES, STATE_BYTES_OF_EACH * population.memberships());
        OurApplication ours = new OurApplication(cluster, work.resolve("ours"), "membership", stateBytes);
        GetAndPut plain = new GetAndPut(cluster, work.resolve("plain"), stateBytes);
        run.report().line("# " + Report.number(population.memberships()) + " memberships on "
            + Report.number(population.segments()) + " segments, memory for state: " + (stateBytes >> 20) + " MiB");
        try (EventProducer<GmpEvent> producer = new EventProducer<>(cluster, cluster.topics().gmp());
             CommittedOffsets offsets = new CommittedOffsets(cluster, cluster.topics().gmp().name())) {
            long sent = population.joining();
            population.send(producer, 0, sent);
            List<List<String>> rows = new ArrayList<>();
            rows.add(row("join, a third refreshes", offsets.process(ours, 0, sent), offsets.process(plain, 0, sent)));
            stored(population, ours, cluster);
            int settling = population.settling();
            int count = settling + (run.quick() ? QUICK_REFRESHES : REFRESHES);
            List<List<String>> waits = new ArrayList<>();
            Refreshed result = new Refreshed(population, new Cost[run.rounds()], new Cost[run.rounds()]);
            // Once for nothing: until then the compiler is at work.
            for (int round = -1; round < run.rounds(); round++) {
                population.send(producer, sent, count);
                CommittedOffsets.Both both = offsets.process(round, ours, plain, sent, settling, sent + count);
                sent += count;
                if (round >= 0) {
                    result.ours[round] = both.ours();
                    result.plain[round] = both.other();
                    rows.add(row("refresh " + (round + 1), result.ours[round], result.plain[round]));
                    waits.add(both.waits("refresh " + (round + 1)));
                }
            }
            compared(result, rows);
            run.report().table("What the stream thread waits for", CommittedOffsets.Both.WAITS, waits);
            int rate = run.quick() ? QUICK_RATE : (int) Math.min(population.rate(), LIVE_SHARE / result.seconds());
            Live.Outcome live = new Live(population, cluster, producer).measure(ours, offsets, sent, rate, run.quick());
            answered(live);
            restored(Restore.measure(ours, cluster));
            expired(MassExpiry.measure(ours, population, cluster, producer, live.next(),
                population.memberships() - (live.left() ? 1 : 0)));
        }
    }

    private static List<String> row(String what, Cost ours, Cost plain) {
        return List.of(what, Report.number(ours.eventsPerSecond()), Report.number(plain.eventsPerSecond()),
            decimal(ours.eventsPerSecond() / plain.eventsPerSecond()), decimal(ours.threadMicros()),
            decimal(plain.threadMicros()), decimal(plain.threadMicros() / ours.threadMicros()),
            decimal(ours.processMicros()), decimal(plain.processMicros()), Report.number(ours.allocatedPerEvent()),
            Report.number(plain.allocatedPerEvent()));
    }

    private void compared(Refreshed size, List<List<String>> rows) {
        refreshed.add(size);
        run.report().table("Membership beside get-and-put of the same events", List.of("events", "events/s",
            "plain events/s", "ratio", "thread CPU µs", "plain", "ratio", "process CPU µs", "plain",
            "bytes allocated", "plain"), rows);
        run.report().line("Refreshes, ours to get-and-put: " + Report.ratio(size.each((ours, plain) ->
            ours.eventsPerSecond() / plain.eventsPerSecond())) + " by the clock, " + Report.ratio(size.each(
            (ours, plain) -> plain.threadMicros() / ours.threadMicros())) + " by CPU of the stream thread; target at "
            + "1,000,000: 0.6.");
    }

    /** After each membership was told once, while nothing runs. */
    private void stored(Population population, OurApplication ours, Cluster cluster)
            throws IOException, InterruptedException {
        Map<String, Long> local = Directories.bytesWithin(ours.state().resolve(ours.id()), "rocksdb");
        try (Changelogs changelogs = new Changelogs(ours, cluster)) {
            Map<String, Long> logs = changelogs.bytes();
            double size = population.memberships();
            List<List<String>> rows = new ArrayList<>();
            local.forEach((store, files) -> rows.add(List.of(store, decimal(files / size),
                decimal(logs.getOrDefault(store, 0L) / size))));
            rows.add(List.of("all", decimal(sum(local) / size), decimal(sum(logs) / size)));
            run.report().table("Bytes kept of a membership", List.of("store", "on disk", "in the changelog"), rows);
        }
    }

    private static long sum(Map<String, Long> each) {
        return each.values().stream().mapToLong(Long::longValue).sum();
    }

    private void answered(Live.Outcome live) {
        List<List<String>> rows = new ArrayList<>();
        live.answers().forEach((kind, took) -> rows.add(answer(kind.about(), took)));
        rows.add(answer("event to committed change", live.changes()));
        run.report().table("Answers and changes while events come", List.of("what", "count", "p50 ms", "p99 ms"), rows);
        run.report().line("At " + Report.number(live.rate()) + " events/s. Targets at p99: 10 ms for one group, 25 ms "
            + "as of a moment, 1 s to a change.");
    }

    private static List<String> answer(String what, Latencies took) {
        return List.of(what, Report.number(took.count()), decimal(took.median()), decimal(took.p99()));
    }

    private void restored(Restore restore) {
        run.report().table("Start without state", List.of("changelog records", "seconds", "with state", "records/s"),
            List.of(List.of(Report.number(restore.records()), decimal(restore.seconds()),
                decimal(restore.otherwise()), Double.isNaN(restore.recordsPerSecond()) ? "-"
                : Report.number(restore.recordsPerSecond()))));
    }

    private void expired(MassExpiry expiry) {
        run.report().table("All memberships end at once", List.of("ended", "seconds", "ends/s", "longest gap s",
            "other events", "p50 ms", "p99 ms"), List.of(List.of(Report.number(expiry.ended()),
            decimal(expiry.seconds()), Report.number(expiry.ended() / expiry.seconds()), decimal(expiry.longestGap()),
            Report.number(expiry.others().count()), decimal(expiry.others().median()),
            decimal(expiry.others().p99()))));
    }

    private void compareSizes() {
        Refreshed least = refreshed.get(0);
        for (Refreshed size : refreshed.subList(1, refreshed.size())) {
            run.report().line(String.format("A refresh at %,d memberships costs %.2f times that at %,d by the clock, "
                + "%.2f times by CPU of the stream thread; target at 10,000,000: 1.3 times that at 100,000.",
                size.population().memberships(), size.seconds() / least.seconds(), least.population().memberships(),
                size.threadMicros() / least.threadMicros()));
        }
    }
}

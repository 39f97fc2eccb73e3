package io.tidewatch.benchmarks.membership;

import io.tidewatch.benchmarks.Cluster;
import io.tidewatch.benchmarks.Directories;
import io.tidewatch.benchmarks.Report;
import io.tidewatch.benchmarks.Run;
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
    private static final int REFRESHES = 200_000;
    private static final int QUICK_REFRESHES = 3000;
    /** Of the rate at which it processes a backlog. */
    private static final double LIVE_SHARE = 0.4;
    private static final int QUICK_RATE = 500;

    private final Run run;
    private final List<Refreshed> refreshed = new ArrayList<>();
    private final List<List<String>> speeds = new ArrayList<>();
    private final List<List<String>> bytes = new ArrayList<>();
    private final List<List<String>> answers = new ArrayList<>();
    private final List<List<String>> restores = new ArrayList<>();
    private final List<List<String>> expiries = new ArrayList<>();

    private MembershipBesideGetAndPut(Run run) {
        this.run = run;
    }

    /** What the refreshes of one size took, round by round. */
    private record Refreshed(String size, Cost[] ours, Cost[] plain) {
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
    public static void measure(Run run, List<Integer> sizes) throws IOException, InterruptedException {
        MembershipBesideGetAndPut measuring = new MembershipBesideGetAndPut(run);
        for (int size : sizes) {
            Path work = run.work().resolve("membership-" + size);
            try (Cluster cluster = Cluster.start(work)) {
                measuring.size(new Population(size), cluster, work);
            }
            Directories.delete(work);
        }
        measuring.report();
    }

    private void size(Population population, Cluster cluster, Path work) throws IOException, InterruptedException {
        MembershipApplication ours = new MembershipApplication(cluster, work.resolve("ours"));
        GetAndPut plain = new GetAndPut(cluster, work.resolve("plain"));
        String size = Report.number(population.memberships());
        try (EventProducer producer = new EventProducer(cluster);
             CommittedOffsets offsets = new CommittedOffsets(cluster)) {
            long sent = population.round();
            producer.send(population, 0, sent);
            compared(size, "join", offsets.process(ours, 0, sent), offsets.process(plain, 0, sent));
            stored(population, ours, cluster);
            Refreshed result = new Refreshed(size, new Cost[run.rounds()], new Cost[run.rounds()]);
            int count = run.quick() ? QUICK_REFRESHES : REFRESHES;
            for (int round = 0; round < run.rounds(); round++) {
                producer.send(population, sent, count);
                // Who begins changes from round to round.
                Cost first = offsets.process(round % 2 == 0 ? ours : plain, sent, sent + count);
                Cost second = offsets.process(round % 2 == 0 ? plain : ours, sent, sent + count);
                result.ours[round] = round % 2 == 0 ? first : second;
                result.plain[round] = round % 2 == 0 ? second : first;
                compared(size, "refresh " + (round + 1), result.ours[round], result.plain[round]);
                sent += count;
            }
            refreshed.add(result);
            int rate = run.quick() ? QUICK_RATE : (int) (LIVE_SHARE / result.seconds());
            Live.Outcome live = new Live(population, cluster, producer).measure(ours, offsets, sent, rate, run.quick());
            answered(size, live);
            restored(population, Restore.measure(ours, cluster));
            expired(size, MassExpiry.measure(ours, population, cluster, producer, live.next(),
                population.memberships() - (live.left() ? 1 : 0)));
        }
    }

    private void compared(String size, String what, Cost ours, Cost plain) {
        speeds.add(List.of(size, what, Report.number(ours.eventsPerSecond()), Report.number(plain.eventsPerSecond()),
            decimal(ours.eventsPerSecond() / plain.eventsPerSecond()), decimal(ours.threadMicros()),
            decimal(plain.threadMicros()), decimal(plain.threadMicros() / ours.threadMicros()),
            decimal(ours.processMicros()), decimal(plain.processMicros()), Report.number(ours.allocatedPerEvent()),
            Report.number(plain.allocatedPerEvent())));
    }

    /** After each membership was told once, while nothing runs. */
    private void stored(Population population, MembershipApplication ours, Cluster cluster)
            throws IOException, InterruptedException {
        Map<String, Long> local = Directories.bytesWithin(ours.state().resolve(ours.id()), "rocksdb");
        try (Changelogs changelogs = new Changelogs(ours, cluster)) {
            Map<String, Long> logs = changelogs.bytes();
            double size = population.memberships();
            local.forEach((store, files) -> bytes.add(List.of(Report.number(size), store, decimal(files / size),
                decimal(logs.getOrDefault(store, 0L) / size))));
            bytes.add(List.of(Report.number(size), "all", decimal(sum(local) / size), decimal(sum(logs) / size)));
        }
    }

    private static long sum(Map<String, Long> each) {
        return each.values().stream().mapToLong(Long::longValue).sum();
    }

    private void answered(String size, Live.Outcome live) {
        live.answers().forEach((kind, took) -> answers.add(answer(size, live, kind.about(), took)));
        answers.add(answer(size, live, "event to committed change", live.changes()));
    }

    private static List<String> answer(String size, Live.Outcome live, String what, Latencies took) {
        return List.of(size, what, Report.number(live.rate()), Report.number(took.count()), decimal(took.median()),
            decimal(took.p99()));
    }

    private void restored(Population population, Restore restore) {
        restores.add(List.of(Report.number(population.memberships()), Report.number(restore.records()),
            decimal(restore.seconds()), decimal(restore.otherwise()), Double.isNaN(restore.recordsPerSecond()) ? "-"
            : Report.number(restore.recordsPerSecond())));
    }

    private void expired(String size, MassExpiry expiry) {
        expiries.add(List.of(size, Report.number(expiry.ended()), decimal(expiry.seconds()),
            Report.number(expiry.ended() / expiry.seconds()), decimal(expiry.longestGap()),
            Report.number(expiry.others().count()), decimal(expiry.others().median()), decimal(expiry.others().p99())));
    }

    private void report() {
        run.report().table("Membership beside get-and-put of the same events", List.of("memberships", "events",
            "events/s", "plain events/s", "ratio", "thread CPU µs", "plain", "ratio", "process CPU µs", "plain",
            "bytes allocated", "plain"), speeds);
        for (Refreshed size : refreshed) {
            run.report().line(size.size() + " memberships, refreshes, ours to get-and-put: "
                + Report.ratio(size.each((ours, plain) -> ours.eventsPerSecond() / plain.eventsPerSecond()))
                + " by the clock, " + Report.ratio(size.each((ours, plain) -> plain.threadMicros()
                / ours.threadMicros())) + " by CPU of the stream thread; target at 1,000,000: 0.6.");
        }
        Refreshed least = refreshed.get(0);
        for (Refreshed size : refreshed.subList(1, refreshed.size())) {
            run.report().line(String.format("A refresh at %s memberships costs %.2f times that at %s by the clock, "
                + "%.2f times by CPU of the stream thread; target at 10,000,000: 1.3 times that at 100,000.",
                size.size(), size.seconds() / least.seconds(), least.size(),
                size.threadMicros() / least.threadMicros()));
        }
        run.report().table("Bytes kept of a membership", List.of("memberships", "store", "on disk", "in the changelog"),
            bytes);
        run.report().table("Answers and changes while events come", List.of("memberships", "what", "events/s", "count",
            "p50 ms", "p99 ms"), answers);
        run.report().line("Targets at p99: 10 ms for one group, 25 ms as of a moment, 1 s to a change.");
        run.report().table("Start without state", List.of("memberships", "changelog records", "seconds", "with state",
            "records/s"), restores);
        run.report().table("All memberships end at once", List.of("memberships", "ended", "seconds", "ends/s",
            "longest gap s", "other events", "p50 ms", "p99 ms"), expiries);
    }

    private static String decimal(double value) {
        return String.format("%.2f", value);
    }
}

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
import io.tidewatch.benchmarks.applications.Side;
import io.tidewatch.schemas.GmpEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** So many memberships, with a broker of their own, for both sides. */
final class OneSize implements AutoCloseable {
    private static final int REFRESHES = 1_000_000;
    private static final int QUICK_REFRESHES = 3000;
    /** So many times what is measured are for nothing at least. */
    private static final int WARMING = 2;
    /**
     * At most, of the rate at which refreshes are worked off: a join or a leave takes several times as long, and what
     * asks, sends, stores and looks for storms shares the cores.
     */
    private static final double LIVE_SHARE = 0.125;
    private static final int QUICK_RATE = 500;
    /** As the sizing of processors advises. */
    private static final long STATE_BYTES_OF_EACH = 256;

    private final Run run;
    private final Population population;
    private final Path work;
    private final Cluster cluster;
    private final OurApplication ours;
    private final GetAndPut plain;
    private final EventProducer<GmpEvent> producer;
    private final CommittedOffsets offsets;
    private final List<List<String>> rows = new ArrayList<>();
    private final List<List<String>> waits = new ArrayList<>();
    private final List<CommittedOffsets.Both> refreshed = new ArrayList<>();
    private long sent;

    OneSize(Run run, Population population) {
        this.run = run;
        this.population = population;
        work = run.work().resolve("membership-" + population.memberships());
        cluster = Cluster.start(work);
        long stateBytes = Math.max(OurApplication.STATE_BYTES, STATE_BYTES_OF_EACH * population.memberships());
        ours = OurApplication.membership(cluster, work.resolve("ours"),
            Integer.toString(population.memberships()), stateBytes);
        plain = new GetAndPut(cluster, work.resolve("plain"), stateBytes);
        producer = new EventProducer<>(cluster, cluster.topics().gmp());
        offsets = new CommittedOffsets(cluster, cluster.topics().gmp().name());
        heading();
        run.report().line("Memory for state: " + (stateBytes >> 20) + " MiB");
    }

    private void heading() {
        run.report().line("# " + Report.number(population.memberships()) + " memberships on "
            + Report.number(population.segments()) + " segments");
    }

    int memberships() {
        return population.memberships();
    }

    /** Everybody becomes a member. */
    void join() throws IOException, InterruptedException {
        sent = population.joining();
        population.send(producer, 0, sent);
        rows.add(row("join, a third refreshes", offsets.process(ours, 0, sent), offsets.process(plain, 0, sent)));
        stored();
    }

    /** A round of refreshes, of both sides, behind others that are for nothing: the compiler is at work. */
    void refresh(int round) throws InterruptedException {
        int measured = run.quick() ? QUICK_REFRESHES : REFRESHES;
        int settling = Math.max(population.settling(), WARMING * measured);
        long done = sent;
        publish(settling + measured);
        CommittedOffsets.Both both = offsets.process(round, ours, plain, done, settling, sent);
        String name = "refresh " + (round + 1);
        refreshed.add(both);
        rows.add(row(name, both.ours(), both.other()));
        waits.add(both.waits(name));
    }

    /** Starts ours, with so many events before it as have to do with the start. */
    Side.Running start() throws InterruptedException {
        publish(population.settling());
        return ours.start();
    }

    /** Waits until ours, which runs, has done all that there is. */
    void settle() throws InterruptedException {
        offsets.alone(ours, sent, sent);
    }

    /** So many refreshes more, of ours while it runs; what they took. */
    Cost more(int count) throws InterruptedException {
        publish(count);
        return offsets.alone(ours, sent - count, sent);
    }

    private void publish(int count) {
        population.send(producer, sent, count);
        sent += count;
    }

    /** What the refreshes took, round by round. */
    double[] each(Measure measure) {
        return refreshed.stream().mapToDouble(both -> measure.of(both.ours(), both.other())).toArray();
    }

    /** Something about a round. */
    interface Measure {
        double of(Cost ours, Cost plain);
    }

    /** Tells it, and measures what comes of the state that all this has made. */
    void tell() throws IOException, InterruptedException {
        heading();
        compared();
        run.report().table("What the stream thread waits for", CommittedOffsets.Both.WAITS, waits);
        double seconds = Report.median(each((mine, other) -> 1 / mine.eventsPerSecond()));
        int rate = run.quick() ? QUICK_RATE : (int) Math.min(population.rate(), LIVE_SHARE / seconds);
        Live.Outcome live = new Live(population, cluster, producer).measure(ours, offsets, sent, rate, run.quick());
        answered(live);
        restored(Restore.measure(ours, cluster));
        expired(MassExpiry.measure(ours, population, cluster, producer, live.next(),
            population.memberships() - (live.left() ? 1 : 0)));
    }

    private static List<String> row(String what, Cost ours, Cost plain) {
        return List.of(what, Report.number(ours.eventsPerSecond()), Report.number(plain.eventsPerSecond()),
            decimal(ours.eventsPerSecond() / plain.eventsPerSecond()), decimal(ours.threadMicros()),
            decimal(plain.threadMicros()), decimal(plain.threadMicros() / ours.threadMicros()),
            decimal(ours.processMicros()), decimal(plain.processMicros()), Report.number(ours.allocatedPerEvent()),
            Report.number(plain.allocatedPerEvent()));
    }

    private void compared() {
        run.report().table("Membership beside get-and-put of the same events", List.of("events", "events/s",
            "plain events/s", "ratio", "thread CPU µs", "plain", "ratio", "process CPU µs", "plain",
            "bytes allocated", "plain"), rows);
        run.report().line("Refreshes, ours to get-and-put: " + Report.ratio(each((ours, plain) ->
            ours.eventsPerSecond() / plain.eventsPerSecond())) + " by the clock, " + Report.ratio(each(
            (ours, plain) -> plain.threadMicros() / ours.threadMicros())) + " by CPU of the stream thread; target at "
            + "1,000,000: 0.6.");
    }

    /** After each membership was told once, while nothing runs. */
    private void stored() throws IOException, InterruptedException {
        Map<String, Long> local = Directories.bytesWithin(ours.state().resolve(ours.id()), "rocksdb");
        try (Changelogs changelogs = new Changelogs(ours, cluster)) {
            Map<String, Long> logs = changelogs.bytes();
            double size = population.memberships();
            List<List<String>> stores = new ArrayList<>();
            local.forEach((store, files) -> stores.add(List.of(store, decimal(files / size),
                decimal(logs.getOrDefault(store, 0L) / size))));
            stores.add(List.of("all", decimal(sum(local) / size), decimal(sum(logs) / size)));
            run.report().table("Bytes kept of a membership", List.of("store", "on disk", "in the changelog"),
                stores);
        }
    }

    private static long sum(Map<String, Long> each) {
        return each.values().stream().mapToLong(Long::longValue).sum();
    }

    private void answered(Live.Outcome live) {
        List<List<String>> answers = new ArrayList<>();
        live.settled().answers().forEach((kind, took) -> answers.add(answer(kind.about(), took)));
        answers.add(answer("event to committed change", live.settled().changes()));
        run.report().table("Answers and changes while events come", List.of("what", "count", "p50 ms", "p99 ms"),
            answers);
        run.report().line("At " + Report.number(live.settled().rate()) + " events/s. Targets at p99: 10 ms for one "
            + "group, 25 ms as of a moment, 1 s to a change.");
        List<List<String>> parts = new ArrayList<>();
        live.before().forEach(part -> parts.add(part(part)));
        parts.add(part(live.settled()));
        parts.add(part(live.twice()));
        run.report().table("The same from the start on, and at twice the rate", List.of("begun, s", "events/s",
            "change p50 ms", "p99 ms", "one group p99 ms", "as of a moment p99 ms"), parts);
    }

    private static List<String> part(Live.Part part) {
        return List.of(decimal(part.begun()), Report.number(part.rate()), decimal(part.changes().median()),
            decimal(part.changes().p99()), decimal(part.answers().get(QueryLoad.Kind.POINT).p99()),
            decimal(part.answers().get(QueryLoad.Kind.AS_OF).p99()));
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

    @Override
    public void close() throws IOException {
        offsets.close();
        producer.close();
        cluster.close();
        Directories.delete(work);
    }
}

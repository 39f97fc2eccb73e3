package io.tidewatch.benchmarks.storms;

import static io.tidewatch.benchmarks.Report.decimal;

import io.tidewatch.benchmarks.Cluster;
import io.tidewatch.benchmarks.Directories;
import io.tidewatch.benchmarks.Report;
import io.tidewatch.benchmarks.Run;
import io.tidewatch.benchmarks.applications.CommittedOffsets;
import io.tidewatch.benchmarks.applications.Cost;
import io.tidewatch.benchmarks.applications.EventProducer;
import io.tidewatch.benchmarks.applications.OurApplication;
import io.tidewatch.schemas.IcmpEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The storms application beside a stateless pass over the same events, in turns; then its heap under random keys. */
public final class StormLoad {
    private static final int EVENTS = 1_000_000;
    private static final int QUICK_EVENTS = 5000;
    private static final int FLOOD_RATE = 2000;
    private static final int LOOKS = 20;
    private static final int QUICK_LOOKS = 4;
    private static final Duration QUICK_LENGTH = Duration.ofSeconds(4);
    private static final double MIB = 1 << 20;

    private final Run run;
    private final Cluster cluster;
    private final OurApplication ours;
    private long sent;

    private StormLoad(Run run, Cluster cluster, Path work) {
        this.run = run;
        this.cluster = cluster;
        ours = new OurApplication(cluster, work.resolve("ours"), "storms");
    }

    /** Measures both, on topics that nobody has written to yet; random keys for so many minutes. */
    public static void measure(Run run, Cluster cluster, int minutes) throws IOException, InterruptedException {
        Path work = run.work().resolve("storm-load");
        StormLoad load = new StormLoad(run, cluster, work);
        load.beside(new StatelessPass(cluster, work.resolve("stateless")));
        load.heap(minutes);
        Directories.delete(work);
    }

    private void beside(StatelessPass stateless) throws InterruptedException {
        int count = run.quick() ? QUICK_EVENTS : EVENTS;
        double[] byClock = new double[run.rounds()];
        double[] byCpu = new double[run.rounds()];
        List<List<String>> rows = new ArrayList<>();
        List<List<String>> waits = new ArrayList<>();
        try (EventProducer<IcmpEvent> producer = new EventProducer<>(cluster, cluster.topics().icmp());
             CommittedOffsets offsets = new CommittedOffsets(cluster, cluster.topics().icmp().name())) {
            StormEventSource source = new StormEventSource(cluster.topics());
            // Once for nothing: until then the compiler is at work.
            for (int round = -1; round < run.rounds(); round++) {
                source.send(producer, count);
                CommittedOffsets.Both both = offsets.process(round, ours, stateless, sent, 0, sent + count);
                sent += count;
                if (round < 0) {
                    continue;
                }
                Cost mine = both.ours();
                Cost plain = both.other();
                byClock[round] = mine.eventsPerSecond() / plain.eventsPerSecond();
                byCpu[round] = plain.threadMicros() / mine.threadMicros();
                rows.add(List.of(Integer.toString(round + 1), Report.number(mine.eventsPerSecond()),
                    Report.number(plain.eventsPerSecond()), decimal(byClock[round]), decimal(mine.threadMicros()),
                    decimal(plain.threadMicros()), decimal(byCpu[round]), Report.number(mine.allocatedPerEvent()),
                    Report.number(plain.allocatedPerEvent())));
                waits.add(both.waits("round " + (round + 1)));
            }
        }
        Run.require(stateless.errors() > 0, "the stateless pass has seen no errors");
        run.report().table("Storms application beside a stateless pass", List.of("round", "events/s",
            "stateless events/s", "ratio", "thread CPU µs", "stateless", "ratio", "bytes allocated", "stateless"),
            rows);
        run.report().table("What the stream thread waits for", CommittedOffsets.Both.WAITS, waits);
        run.report().line("Ours to stateless: " + Report.ratio(byClock) + " by the clock, " + Report.ratio(byCpu)
            + " by CPU of the stream thread; target: 0.6.");
    }

    private void heap(int minutes) throws InterruptedException {
        Duration length = run.quick() ? QUICK_LENGTH : Duration.ofMinutes(minutes);
        List<RandomKeys.Look> looks = new RandomKeys(cluster, FLOOD_RATE).measure(ours, sent, length,
            run.quick() ? QUICK_LOOKS : LOOKS);
        List<List<String>> rows = new ArrayList<>();
        for (RandomKeys.Look look : looks) {
            rows.add(List.of(Long.toString(look.seconds()), Report.number(look.events()), mib(look.live().heap()),
                Report.number(look.live().storms()), mib(look.live().bytes())));
        }
        run.report().table("Heap under random keys, after collections", List.of("seconds", "events", "in use, MiB",
            "objects of the detector", "MiB"), rows);
        List<Long> used = looks.stream().map(look -> look.live().heap()).toList();
        List<Long> objects = looks.stream().map(look -> look.live().storms()).toList();
        run.report().line("Second half to first, by the mean: " + growth(used) + " of the heap, " + growth(objects)
            + " of the objects; target: flat.");
    }

    private static String growth(List<Long> values) {
        int half = values.size() / 2;
        double first = values.subList(0, half).stream().mapToLong(each -> each).average().orElseThrow();
        double second = values.subList(half, values.size()).stream().mapToLong(each -> each).average().orElseThrow();
        return decimal(second / first);
    }

    private static String mib(long bytes) {
        return String.format("%.1f", bytes / MIB);
    }
}

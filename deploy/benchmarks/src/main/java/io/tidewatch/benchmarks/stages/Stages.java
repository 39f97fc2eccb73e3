package io.tidewatch.benchmarks.stages;

import io.tidewatch.benchmarks.Report;
import io.tidewatch.benchmarks.Run;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.pcap4j.core.Pcaps;

/** Runs the JMH benchmarks and tells frames a second and bytes allocated a frame. */
public final class Stages {
    private static final String ALLOCATED = "gc.alloc.rate.norm";
    private static final double NANOS_PER_SECOND = 1e9;

    private Stages() {
    }

    /** Measures. In a JVM of its own, or for a quick run in this one. */
    public static void measure(Run run) throws IOException {
        boolean libpcap = hasLibpcap();
        ChainedOptionsBuilder options = new OptionsBuilder()
            .include(EventStages.class.getName()).include(FileReading.class.getName())
            .mode(Mode.Throughput).addProfiler(GCProfiler.class)
            .forks(run.quick() ? 0 : 1).verbosity(run.quick() ? VerboseMode.SILENT : VerboseMode.NORMAL)
            .warmupIterations(run.quick() ? 0 : 5).warmupTime(TimeValue.seconds(2))
            .measurementIterations(run.rounds())
            .measurementTime(run.quick() ? TimeValue.milliseconds(1) : TimeValue.seconds(3))
            .result(run.results().resolve("jmh.json").toString()).resultFormat(ResultFormatType.JSON);
        if (!libpcap) {
            options.exclude(FileReading.class.getName() + ".libpcap");
        }
        try {
            tell(run, new Runner(options.build()).run());
        } catch (RunnerException e) {
            throw new IOException("JMH failed", e);
        }
        if (!libpcap) {
            run.report().line("Not measured: reading through libpcap, which is not there (Debian: libpcap0.8).");
        }
    }

    private static boolean hasLibpcap() {
        try {
            return Pcaps.libVersion() != null;
        } catch (LinkageError e) {
            return false;
        }
    }

    private static void tell(Run run, Collection<RunResult> results) {
        List<List<String>> rows = new ArrayList<>();
        for (RunResult result : results) {
            Result<?> rate = result.getPrimaryResult();
            double allocated = result.getSecondaryResults().get(ALLOCATED).getScore();
            String name = result.getParams().getBenchmark().replaceAll(".*\\.(\\w+\\.\\w+)$", "$1");
            rows.add(List.of(name, Report.number(rate.getScore()), Report.number(rate.getScoreError()),
                Report.number(NANOS_PER_SECOND / rate.getScore()), String.format("%.1f", allocated)));
        }
        Run.require(!rows.isEmpty(), "no benchmark ran");
        run.report().table("Stages, one thread, mixed traffic",
            List.of("stage", "frames/s", "± 99.9 %", "ns/frame", "bytes allocated/frame"), rows);
        Garbage.tell(run);
    }
}

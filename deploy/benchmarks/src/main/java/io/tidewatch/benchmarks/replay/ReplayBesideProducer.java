package io.tidewatch.benchmarks.replay;

import com.sun.management.OperatingSystemMXBean;
import io.tidewatch.benchmarks.Cluster;
import io.tidewatch.benchmarks.Report;
import io.tidewatch.benchmarks.Run;
import io.tidewatch.benchmarks.traffic.MadeRecording;
import io.tidewatch.capture.AgentConfig;
import io.tidewatch.capture.AgentReport;
import io.tidewatch.capture.CaptureAgent;
import io.tidewatch.capture.Counts;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Replay as fast as possible, all of it acknowledged, against a bare producer of the same records: in turns. */
public final class ReplayBesideProducer {
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final long SEED = 2026;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double MICROS_PER_SECOND = 1e6;

    private final OperatingSystemMXBean process =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private final Run run;
    private final Cluster cluster;
    private final MadeRecording recording;
    private final MadeRecords records;

    private ReplayBesideProducer(Run run, Cluster cluster) throws IOException {
        this.run = run;
        this.cluster = cluster;
        recording = MadeRecording.write(run.work().resolve("replay.pcap"), run.frames(), SEED);
        records = MadeRecords.of(recording.file(), run.work().resolve("replay.records"), cluster);
    }

    /**
     * What a passage took.
     *
     * @param seconds until all was acknowledged
     * @param cpuSeconds of all threads of this process, those of the broker among them
     */
    private record Cost(double seconds, double cpuSeconds) {
    }

    /** One side of the comparison. */
    private interface Side {
        void send() throws IOException, InterruptedException;
    }

    /** Measures. */
    public static void measure(Run run, Cluster cluster) throws IOException, InterruptedException {
        new ReplayBesideProducer(run, cluster).measure();
    }

    private void measure() throws IOException, InterruptedException {
        if (!run.quick()) {
            // The first passage of each pays for the compiler.
            timed(this::agent);
            timed(this::producer);
        }
        List<List<String>> rows = new ArrayList<>();
        double[] ratios = new double[run.rounds()];
        for (int round = 0; round < run.rounds(); round++) {
            Cost agent = timed(this::agent);
            Cost bare = timed(this::producer);
            ratios[round] = bare.seconds() / agent.seconds();
            rows.add(List.of(Integer.toString(round + 1), rate(agent), rate(bare),
                Report.decimal(ratios[round]), cpu(agent), cpu(bare)));
        }
        run.report().table("Replay into Kafka beside a bare producer of the same records",
            List.of("round", "agent records/s", "bare records/s", "ratio", "agent CPU µs/record",
                "bare CPU µs/record"), rows);
        run.report().line(String.format("%,d frames in %,d bytes, %,d records of %,d bytes, each round read back and "
            + "compared. Agent to bare producer: %s; target 0.5.", recording.frames(), recording.bytes(),
            records.sum().count(), records.sum().bytes(), Report.ratio(ratios)));
    }

    private String rate(Cost cost) {
        return Report.number(records.sum().count() / cost.seconds());
    }

    private String cpu(Cost cost) {
        return Report.decimal(cost.cpuSeconds() * MICROS_PER_SECOND / records.sum().count());
    }

    /** What it took; what is on the broker afterwards is what should be. */
    private Cost timed(Side side) throws IOException, InterruptedException {
        TopicEnds before = TopicEnds.now(cluster, records.topics());
        long cpuBefore = process.getProcessCpuTime();
        long began = System.nanoTime();
        side.send();
        Cost cost = new Cost((System.nanoTime() - began) / NANOS_PER_SECOND,
            (process.getProcessCpuTime() - cpuBefore) / NANOS_PER_SECOND);
        RecordSum added = before.added(records.sum().count());
        Run.require(added.equals(records.sum()), "there should be " + records.sum() + " but there are " + added);
        return cost;
    }

    private void producer() throws IOException {
        BareProducer.send(records, cluster);
    }

    /** What {@code tidewatch capture -r FILE --pace max} does. */
    private void agent() throws InterruptedException {
        Map<String, String> settings = new HashMap<>();
        settings.put(AgentConfig.BOOTSTRAP_SERVERS, cluster.bootstrapServers());
        settings.put(AgentConfig.SCHEMA_REGISTRY_URL, cluster.registryUrl());
        settings.put(AgentConfig.CAPTURE_FILE, recording.file().toString());
        settings.put(AgentConfig.CAPTURE_PACE, "max");
        settings.put(AgentConfig.REPLAY_AGAIN, "true");
        settings.put(AgentConfig.SENSOR_NAME, MadeRecords.SENSOR);
        // The recording is denser than any real network: coalesced, it would be other records than the producer's.
        settings.put(AgentConfig.EVENT_BUDGET, "0");
        AgentReport report;
        try (CaptureAgent agent = CaptureAgent.create(AgentConfig.of(settings))) {
            agent.start();
            Run.require(agent.awaitEnd(LONGEST), "the replay did not end within " + LONGEST);
            report = agent.report();
        }
        Counts counts = report.counts();
        Run.require(counts.received() == recording.frames() && counts.pending() == 0 && counts.lost() == 0
            && counts.published() + counts.malformed() == records.sum().count(), counts.toString());
    }
}

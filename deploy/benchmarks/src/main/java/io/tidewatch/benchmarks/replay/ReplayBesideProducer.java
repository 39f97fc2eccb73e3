package io.tidewatch.benchmarks.replay;

import io.tidewatch.benchmarks.Cluster;
import io.tidewatch.benchmarks.Report;
import io.tidewatch.benchmarks.Run;
import io.tidewatch.benchmarks.traffic.MadeRecording;
import io.tidewatch.capture.AgentConfig;
import io.tidewatch.capture.AgentReport;
import io.tidewatch.capture.CaptureAgent;
import io.tidewatch.capture.Counts;
import java.io.IOException;
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
            double agent = records.sum().count() / timed(this::agent);
            double bare = records.sum().count() / timed(this::producer);
            ratios[round] = agent / bare;
            rows.add(List.of(Integer.toString(round + 1), Report.number(agent), Report.number(bare),
                String.format("%.2f", ratios[round])));
        }
        run.report().table("Replay into Kafka beside a bare producer of the same records",
            List.of("round", "agent records/s", "bare records/s", "ratio"), rows);
        run.report().line(String.format("%,d frames in %,d bytes, %,d records of %,d bytes, each round read back and "
            + "compared. Agent to bare producer: %s; target 0.5.", recording.frames(), recording.bytes(),
            records.sum().count(), records.sum().bytes(), Report.ratio(ratios)));
    }

    /** Seconds that it took; what is on the broker afterwards is what should be. */
    private double timed(Side side) throws IOException, InterruptedException {
        TopicEnds before = TopicEnds.now(cluster, records.topics());
        long began = System.nanoTime();
        side.send();
        double seconds = (System.nanoTime() - began) / NANOS_PER_SECOND;
        RecordSum added = before.added(records.sum().count());
        Run.require(added.equals(records.sum()), "there should be " + records.sum() + " but there are " + added);
        return seconds;
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

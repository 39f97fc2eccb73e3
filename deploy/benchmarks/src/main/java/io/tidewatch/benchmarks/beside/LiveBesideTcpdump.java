package io.tidewatch.benchmarks.beside;

import io.tidewatch.benchmarks.Cluster;
import io.tidewatch.benchmarks.Report;
import io.tidewatch.benchmarks.Run;
import io.tidewatch.capture.AgentConfig;
import io.tidewatch.capture.CaptureAgent;
import io.tidewatch.capture.Counts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Floods through a pair of virtual interfaces, which the agent, all the way to the broker, and tcpdump capture at the
 * same time. The wire is that of the network namespace that this process was started in.
 */
public final class LiveBesideTcpdump {
    private static final List<Flood.Load> LOADS = List.of(new Flood.Load(200_000, 20_000, 0),
        new Flood.Load(500_000, 50_000, 0), new Flood.Load(500_000, 100_000, 0), new Flood.Load(1_000_000, 0, 0),
        new Flood.Load(1_000_000, 0, 64), new Flood.Load(300_000, 0, 1500));
    private static final List<Flood.Load> QUICK = List.of(new Flood.Load(2_000, 5_000, 0));
    private static final Duration SETTLE = Duration.ofSeconds(60);
    private static final Duration STILL = Duration.ofSeconds(2);
    private static final long LOOK_MS = 50;

    private final Run run;
    private final Cluster cluster;
    private final Wire wire;

    /**
     * The two ends.
     *
     * @param near where the flood goes in
     * @param far where it is captured
     */
    public record Wire(String near, String far) {
        /** Frames that the kernel has brought through; the others found its backlog full. */
        private long carried() throws IOException {
            return Long.parseLong(Files.readString(Path.of("/sys/class/net", far, "statistics/rx_packets")).strip());
        }
    }

    private LiveBesideTcpdump(Run run, Cluster cluster, Wire wire) {
        this.run = run;
        this.cluster = cluster;
        this.wire = wire;
    }

    /** Measures; without tcpdump, ours alone. */
    public static void measure(Run run, Cluster cluster, Wire wire) throws IOException, InterruptedException {
        LiveBesideTcpdump comparison = new LiveBesideTcpdump(run, cluster, wire);
        List<List<String>> rows = new ArrayList<>();
        for (Flood.Load load : run.quick() ? QUICK : LOADS) {
            rows.add(comparison.flood(load));
        }
        run.report().table("Live capture of a flood beside tcpdump -w", List.of("load", "offered", "offered/s",
            "carried", "agent seen", "agent kernel drops", "agent published", "agent lost", "tcpdump seen",
            "tcpdump drops"), rows);
        run.report().line("Offered is the sender's count, carried what the kernel brought to the capturing end. The "
            + "agent publishes to a broker on the same machine, acknowledged." + (Tool.installed(Tcpdump.NAME) ? ""
            : " tcpdump is not installed (Debian: apt-get install --no-install-recommends tcpdump)."));
    }

    private List<String> flood(Flood.Load load) throws IOException, InterruptedException {
        boolean tcpdump = Tool.installed(Tcpdump.NAME);
        try (CaptureAgent agent = CaptureAgent.create(AgentConfig.of(settings()));
             Tcpdump other = tcpdump ? Tcpdump.start(wire.far(), run.work()) : null) {
            agent.start();
            long before = wire.carried();
            String[] sent = send(load).split(" ");
            long carried = wire.carried() - before;
            long offered = Long.parseLong(sent[0]);
            settle(agent, offered);
            Tcpdump.Summary summary = tcpdump ? other.stop() : null;
            Counts counts = agent.report().counts();
            Run.require(counts.received() == counts.filtered() + counts.fragments() + counts.published()
                + counts.coalesced() + counts.malformed() + counts.lost() + counts.pending()
                + counts.spooled(), counts.toString());
            Run.require(counts.received() <= offered && counts.received() > 0, "offered " + offered + ", " + counts);
            return List.of(load.toString(), Report.number(offered),
                Report.number(offered / Double.parseDouble(sent[1])), Report.number(carried),
                Report.number(counts.received()), Report.number(counts.kernelDropped()),
                Report.number(counts.published() + counts.coalesced()), Report.number(counts.lost()),
                tcpdump ? Report.number(summary.captured()) : "-", tcpdump ? Report.number(summary.dropped()) : "-");
        }
    }

    private Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        settings.put(AgentConfig.BOOTSTRAP_SERVERS, cluster.bootstrapServers());
        settings.put(AgentConfig.SCHEMA_REGISTRY_URL, cluster.registryUrl());
        settings.put(AgentConfig.CAPTURE_INTERFACES, wire.far());
        settings.put(AgentConfig.SENSOR_NAME, "bench");
        settings.put(AgentConfig.SPOOL_DIRECTORY, run.work().resolve("spool").toString());
        settings.put(AgentConfig.METRICS_LISTEN, "off");
        return settings;
    }

    /** What the sending process said: frames sent, seconds. */
    private String send(Flood.Load load) throws IOException, InterruptedException {
        Path log = run.work().resolve("flood.log");
        List<String> command = List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
            System.getProperty("java.class.path"), Flood.class.getName(), wire.near(),
            Integer.toString(load.frames()), Integer.toString(load.rate()), Integer.toString(load.size()));
        Process process = new ProcessBuilder(command).redirectError(log.toFile()).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Tool.await(process, log, command);
        return said.strip();
    }

    /** Waits until every frame is accounted for, or nothing more comes; then for the broker. */
    private static void settle(CaptureAgent agent, long offered) throws InterruptedException {
        long giveUp = System.nanoTime() + SETTLE.toNanos();
        long known = -1;
        long stillSince = System.nanoTime();
        while (System.nanoTime() < giveUp) {
            Counts counts = agent.report().counts();
            long accounted = counts.received() + counts.kernelDropped();
            if (accounted != known) {
                known = accounted;
                stillSince = System.nanoTime();
            }
            boolean allThere = accounted >= offered || System.nanoTime() - stillSince > STILL.toNanos();
            if (allThere && counts.pending() == 0) {
                return;
            }
            Thread.sleep(LOOK_MS);
        }
    }
}

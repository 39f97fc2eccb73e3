package io.tidewatch.standalone.command;

import io.tidewatch.capture.AgentConfig;
import io.tidewatch.capture.AgentReport;
import io.tidewatch.capture.CaptureAgent;
import io.tidewatch.capture.Counts;
import io.tidewatch.schemas.OperatorError;
import io.tidewatch.standalone.console.StopRequest;
import io.tidewatch.standalone.console.Terminal;
import java.time.Duration;

/** One agent from its start to its end, with what a person wants to see meanwhile. */
final class AgentRun implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(200);

    private final CaptureAgent agent;
    private final AgentConfig config;
    private final Terminal terminal;
    private long startedNanos;
    private boolean closed;

    private AgentRun(CaptureAgent agent, AgentConfig config, Terminal terminal) {
        this.agent = agent;
        this.config = config;
        this.terminal = terminal;
    }

    /**
     * An agent that is not started, of sources that can be opened.
     *
     * @throws OperatorError when one can't be
     */
    static AgentRun prepare(AgentConfig config, Terminal terminal) {
        AgentRun run = new AgentRun(CaptureAgent.create(config), config, terminal);
        try {
            run.agent.checkSources();
        } catch (OperatorError e) {
            run.close();
            throw e;
        }
        return run;
    }

    /** Starts it. @throws OperatorError when it can't be */
    void start() {
        startedNanos = System.nanoTime();
        agent.start();
        if (config.captureFile().isEmpty()) {
            terminal.out().println("capturing on " + String.join(", ", config.interfaces()) + " as sensor "
                + config.sensor() + "; Ctrl-C ends");
        }
    }

    /** How the agent stands. */
    AgentReport report() {
        return agent.report();
    }

    /** The agent's meters in the Prometheus text format. */
    String scrape() {
        return agent.scrape();
    }

    /**
     * Waits for the end of the replay or for a stop, showing how far it is, then closes the agent and says what became
     * of the frames.
     *
     * @param watch called several times a second; throws what should end it all
     * @return exit code: 1 when the recording was damaged or frames were lost
     */
    int untilEnd(StopRequest stop, Runnable watch) {
        ReplayProgress progress = new ReplayProgress(terminal);
        try {
            while (!stop.asked() && !agent.awaitEnd(LOOK)) {
                progress.show(agent.report(), Terminal.since(startedNanos));
                watch.run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            progress.clear();
        }
        close();
        return conclude(agent.report());
    }

    private int conclude(AgentReport report) {
        Counts counts = report.counts();
        AgentReport.Progress replayed = report.progress();
        String source = replayed == null ? String.join(", ", config.interfaces()) : replayed.file();
        if (report.outcome() == AgentReport.Outcome.ALREADY_REPLAYED) {
            terminal.out().println(source + " had been replayed before, nothing was published again (--replay-again "
                + "does)");
            return 0;
        }
        if (replayed != null && replayed.resumedAt() > 0) {
            terminal.out().printf("%s: went on behind frame %,d, where an earlier replay had stopped; the numbers are "
                + "of both%n", source, replayed.resumedAt());
        }
        String flood = counts.coalesced() == 0 ? ""
            : String.format("%,d more counted in these, ", counts.coalesced());
        terminal.out().printf("%s: %,d frames, %,d events published, %,d malformed, %s%,d of other protocols, "
            + "%,d lost, in %s%n", source, counts.received(), counts.published(), counts.malformed(), flood,
            counts.filtered() + counts.fragments(), counts.lost(), Terminal.seconds(Terminal.since(startedNanos)));
        if (counts.interruptions() > 0) {
            terminal.out().printf("%s: capture broke off %,d times; what passed meanwhile is not counted%n", source,
                counts.interruptions());
        }
        waiting(report);
        if (replayed != null && replayed.cut() != null) {
            terminal.err().println("tidewatch: The recording " + source + " is cut: " + replayed.cut()
                + ". All before that is published. Record it again if the rest matters.");
            return OperatorError.FAILED;
        }
        return counts.lost() > 0 ? OperatorError.FAILED : 0;
    }

    private void waiting(AgentReport report) {
        long records = report.publishing() == null ? 0 : report.publishing().spool().records();
        if (records > 0) {
            terminal.err().printf("tidewatch: %,d records wait in the spool in %s. Kafka did not take them. The next "
                + "start of sensor %s with that spool publishes them, in their order, before anything else.%n",
                records, config.spool().directory(), config.sensor());
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            agent.close();
        }
    }
}

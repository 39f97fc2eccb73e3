package io.tidewatch.standalone.command;

import io.tidewatch.processors.ProcessorsConfig;
import io.tidewatch.processors.StreamProcessors;
import io.tidewatch.schemas.OperatorError;
import io.tidewatch.standalone.console.StopRequest;
import io.tidewatch.standalone.console.Terminal;
import java.net.URI;
import java.time.Duration;
import java.util.function.Supplier;

/** The stream processors from their start to their end, with what a person wants to see meanwhile. */
final class ProcessorsRun implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(200);
    /** Longer than this a rebuild of the local state from Kafka is told as what it is: under way. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final StreamProcessors processors;
    private final Terminal terminal;

    private ProcessorsRun(StreamProcessors processors, Terminal terminal) {
        this.processors = processors;
        this.terminal = terminal;
    }

    /**
     * Starts them.
     *
     * @throws OperatorError when they can't be
     */
    static ProcessorsRun start(ProcessorsConfig config, Terminal terminal) {
        StreamProcessors processors = StreamProcessors.create(config);
        try {
            processors.start();
        } catch (RuntimeException e) {
            processors.close();
            throw e;
        }
        return new ProcessorsRun(processors, terminal);
    }

    /**
     * Waits until they are ready.
     *
     * @throws StopRequest.Stopped when a stop was asked for before
     */
    void awaitReady(StopRequest stop) {
        long startedNanos = System.nanoTime();
        boolean told = false;
        while (!processors.awaitReady(LOOK)) {
            requireAlive();
            stop.check();
            if (!told && Terminal.since(startedNanos).compareTo(PATIENCE) > 0) {
                told = true;
                terminal.out().println("the processors restore their state from Kafka, which may take a while");
            }
        }
    }

    /**
     * Waits until they have done everything that was published before this call.
     *
     * @param watch called several times a second; throws what should end it all
     * @return false when a stop was asked for before
     */
    boolean awaitProcessed(StopRequest stop, Runnable watch) {
        ProgressLine line = new ProgressLine(terminal);
        long startedNanos = System.nanoTime();
        try {
            while (!processors.awaitCaughtUp(LOOK)) {
                watch.run();
                requireAlive();
                if (stop.asked()) {
                    return false;
                }
                Duration waited = Terminal.since(startedNanos);
                line.show("processing what was published, for " + Terminal.seconds(waited) + " so far", waited);
            }
            return true;
        } finally {
            line.clear();
        }
    }

    /** Answers the agent's meters at the API as well. */
    void alsoAnswer(Supplier<String> meters) {
        processors.alsoAnswer(meters);
    }

    /** Where the API answers. */
    URI api() {
        return processors.api();
    }

    /** @throws OperatorError when they have ended by themselves */
    void requireAlive() {
        processors.requireAlive();
    }

    @Override
    public void close() {
        processors.close();
    }
}

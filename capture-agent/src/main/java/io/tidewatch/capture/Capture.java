package io.tidewatch.capture;

import io.tidewatch.schemas.OperatorError;
import java.time.Duration;
import java.util.List;

/** One source of frames on its way to Kafka: a recording, or a live interface. Inert until started. */
interface Capture extends AutoCloseable {
    /** Looks whether the source can be opened; throws {@link OperatorError} when not. */
    void check();

    /** Opens the source and goes on in the background; throws {@link OperatorError} when that can't work. */
    void start();

    /** Waits until the source has ended and all is acknowledged, or it failed; false when that takes longer. */
    boolean awaitEnd(Duration longest) throws InterruptedException;

    AgentReport.Outcome outcome();

    /** Why the outcome is FAILED; else null. */
    OperatorError failure();

    List<AgentReport.InterfaceReport> interfaces();

    /** Null for a live interface. */
    AgentReport.Progress progress();

    /** Ends capture, publishes what was captured and the last status. */
    @Override
    void close();
}

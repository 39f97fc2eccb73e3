package io.tidewatch.capture;

import io.tidewatch.capture.publish.PublishReport;
import java.util.List;

/**
 * How an agent stands.
 *
 * @param outcome what it is doing or how it ended
 * @param interfaces the capture interfaces met so far
 * @param progress how far a replay is; null for live capture
 * @param publishing how live publishing stands; null for a replay, which waits for its broker
 */
public record AgentReport(Outcome outcome, List<InterfaceReport> interfaces, Progress progress,
                          PublishReport publishing) {
    public AgentReport {
        interfaces = List.copyOf(interfaces);
    }

    /** Where an agent is between its start and its end. */
    public enum Outcome {
        /** Not started, or not capturing yet. */
        STARTING,
        /** Capturing or replaying. */
        RUNNING,
        /** The recording is replayed to its end, all acknowledged. */
        ENDED,
        /** The recording had been replayed before; nothing was published. */
        ALREADY_REPLAYED,
        /** Closed before an end. */
        STOPPED,
        /** Ended by an error; {@link CaptureAgent#awaitEnd} throws it. */
        FAILED
    }

    /**
     * One capture interface.
     *
     * @param captureInterface its name
     * @param bootId what its sequences count within
     * @param counts what became of its frames
     * @param openEvents events that still count frames
     */
    public record InterfaceReport(String captureInterface, String bootId, Counts counts, int openEvents) {
    }

    /**
     * How far a recording is replayed.
     *
     * @param file its name
     * @param frames frames done, from its start
     * @param bytes bytes read; from standard input those of the frames
     * @param totalBytes its size; -1 when it comes from standard input
     * @param resumedAt frames that an earlier run had done
     * @param cut null, or what is wrong with the recording's end
     */
    public record Progress(String file, long frames, long bytes, long totalBytes, long resumedAt, String cut) {
    }

    /** The sum over the interfaces. */
    public Counts counts() {
        return interfaces.stream().map(InterfaceReport::counts).reduce(Counts.NONE, Counts::plus);
    }
}

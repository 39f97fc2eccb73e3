package io.tidewatch.processors.siem.sink;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** One receiver. For one thread. */
interface Sink extends AutoCloseable {
    /**
     * One message that the receiver will never take.
     *
     * @param index which of those delivered
     * @param reason what it said
     */
    record Rejection(int index, String reason) {
    }

    /**
     * Hands over messages, in order.
     *
     * @return those that the receiver refuses for good; empty when it has them all
     * @throws IOException when it can't be reached or is busy: what it has of them nobody knows, so all are sent again
     */
    List<Rejection> deliver(List<Message> messages) throws IOException;

    /**
     * Looks whether the receiver is still there.
     *
     * @throws IOException when it is not: what was handed over within {@link #settle} may be lost
     */
    void check() throws IOException;

    /** How long after handing over it can still turn out that the receiver was gone; zero where it acknowledges. */
    Duration settle();

    @Override
    void close();
}

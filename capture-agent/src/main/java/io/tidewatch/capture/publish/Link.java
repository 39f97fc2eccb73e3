package io.tidewatch.capture.publish;

import io.tidewatch.capture.spool.Parcel;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * A connection over which records are sent in order. Once a record has failed for another reason than itself, none
 * behind it is sent, so that it can be sent again before them.
 */
interface Link {
    /** Sends a record; {@code done} is told once, on any thread: null when the broker has it, else why not. */
    void send(Parcel parcel, Consumer<Exception> done);

    /** Ends it. What is not acknowledged until then is told as failed. */
    void close(Duration patience);
}

package io.tidewatch.capture;

import io.tidewatch.capture.publish.PublishReport;
import io.tidewatch.schemas.OperatorError;

/** Where the records of an agent go, from its start to its end. */
interface Publishing extends AutoCloseable {
    /**
     * Before anything is captured.
     *
     * @throws OperatorError when what is captured could not be published; nothing is left running then
     */
    void begin();

    /**
     * While it is captured: waits until it is known whether the broker is there.
     *
     * @throws OperatorError when it is, and would not take what is captured
     */
    void confirm();

    /** How it stands; null when there is nothing to tell. */
    PublishReport report();

    /** Behind everything that is captured. */
    @Override
    void close();
}

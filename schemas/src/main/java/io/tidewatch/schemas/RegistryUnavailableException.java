package io.tidewatch.schemas;

import org.apache.kafka.common.errors.SerializationException;

/**
 * The schema registry could not be asked. Not the record's fault: whoever gets this retries or stops, and never
 * dead-letters the record.
 */
public final class RegistryUnavailableException extends SerializationException {
    private static final long serialVersionUID = 1L;

    RegistryUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}

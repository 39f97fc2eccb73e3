package io.tidewatch.capture.publish;

import org.apache.kafka.common.errors.SerializationException;

/**
 * A record is larger than its topic takes. Found before the producer sees the record: of a serializer's exception it
 * says nothing to its transaction, which a refusal by the producer itself or by the broker would end.
 */
final class OversizeException extends SerializationException {
    private static final long serialVersionUID = 1L;

    OversizeException(String topic, int bytes, int limit) {
        super("it has " + bytes + " bytes, and " + topic + " takes " + limit);
    }
}

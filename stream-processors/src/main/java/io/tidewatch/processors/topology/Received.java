package io.tidewatch.processors.topology;

import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/**
 * A value and the bytes that it came as, which go to the dead letters when it can't be processed.
 *
 * @param value the value; null for a record without one
 * @param bytes as they came; null for a record without a value, and for clocks, which we make ourselves
 */
record Received(Object value, byte[] bytes) {

    /** A value of our own making. */
    static Received own(Object value) {
        return new Received(value, null);
    }

    /** Reads a topic of such values; what is written is the bytes. */
    static Serde<Received> serde(Deserializer<?> values) {
        return new Serde<>() {
            @Override
            public Serializer<Received> serializer() {
                return (topic, received) -> received == null ? null : received.bytes();
            }

            @Override
            public Deserializer<Received> deserializer() {
                return (topic, bytes) -> new Received(values.deserialize(topic, bytes), bytes);
            }
        };
    }
}

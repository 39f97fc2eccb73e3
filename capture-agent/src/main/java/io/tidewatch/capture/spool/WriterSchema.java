package io.tidewatch.capture.spool;

/**
 * A schema that parcels were written with.
 *
 * @param topic a topic of such parcels
 * @param json the schema
 */
public record WriterSchema(String topic, String json) {
}

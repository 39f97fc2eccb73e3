/**
 * From a decoded message to the public record: Avro values, keys and topics of the contract, segment names, address
 * text, ids; and the same records as JSON lines. No Kafka, no clock: the same frames give the same events.
 */
package io.tidewatch.capture.event;

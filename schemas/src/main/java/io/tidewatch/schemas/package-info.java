/**
 * The contract: what Tidewatch writes to Kafka and how to read it. The records are generated from
 * {@code src/main/avro}; {@link io.tidewatch.schemas.Topics} says which of them is on which topic, under which key,
 * and {@link io.tidewatch.schemas.AvroSerde} turns them into the Confluent wire format and back.
 */
package io.tidewatch.schemas;

/**
 * Finds ICMP error storms, an abnormal excess of error messages that one cause explains, and floods of echo and
 * membership messages by the same means. Plain Java: no Kafka, no Avro, no clock; time is the capture time of what is
 * fed in.
 *
 * <p>{@link io.tidewatch.processors.storm.SegmentStorms} is one segment; it holds a
 * {@link io.tidewatch.processors.storm.StormDetector} for each address family. A message first meets the open alerts:
 * one whose claim it fits counts it, and nobody else does. What nobody claims feeds the watches, which compare each
 * second with what is usual. When an excess lasts, its messages are explained by the fewest and most specific scopes,
 * each of which becomes an alert. So one loop is one alert, however many routers and hosts tell of it.
 *
 * <p>What several segments tell of one cause becomes one alert in a second stage:
 * {@link io.tidewatch.processors.storm.StepOrder} puts it in the order of event time,
 * {@link io.tidewatch.processors.storm.JoinedAlert} tells all of it together.
 *
 * <p>All memory is bounded by constants, whatever the keys: heavy hitters and distinct counts are sketches, recent
 * messages a ring.
 */
package io.tidewatch.processors.storm;

/**
 * From the records of the contract to Kafka: numbered, placed by segment, acknowledged by all in-sync replicas. Live
 * capture publishes record by record ({@link io.tidewatch.capture.publish.LivePublisher}); a recorded file publishes in
 * transactions that carry its position ({@link io.tidewatch.capture.publish.ReplayPublisher}), so that an agent which
 * was killed goes on exactly behind what readers of committed records have seen.
 */
package io.tidewatch.capture.publish;

/**
 * The Kafka Streams applications: events in, state in stores, changes and alerts out, and readers of the stores.
 *
 * <p>Two applications, so that one never delays the other. All state belongs to a segment and is partitioned by it.
 * Each segment has its own event time, which never goes back: it moves with the events of the segment and, while nobody
 * talks, with the clocks in its sensors' heartbeats. Neither Kafka's stream time nor the wall clock decides anything
 * about a membership; the wall clock only tells which sensors have fallen silent.
 *
 * <p>The rules are pure and live in {@code membership} and {@code storm}; the classes here fetch, apply, store and
 * forward. Processors check a record wholly before they change anything: one that throws goes to the dead letters, and
 * what it had written by then would stay.
 */
package io.tidewatch.processors.topology;

/**
 * Coalescing: above a budget of events per second, packets of one kind become one event with an exact count, so that a
 * flood costs bounded bandwidth and memory and no packet goes uncounted. {@link io.tidewatch.capture.flood.Coalescer}
 * says when, {@link io.tidewatch.capture.flood.Grain} what counts as one kind. Capture time is the only time: the same
 * frames give the same events.
 */
package io.tidewatch.capture.flood;

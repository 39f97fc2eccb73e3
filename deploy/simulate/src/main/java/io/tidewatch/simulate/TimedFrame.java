package io.tidewatch.simulate;

/**
 * One frame and when the sensor of its segment saw it.
 *
 * @param at microseconds since the epoch
 * @param segment VLAN that it is tagged with
 * @param label number of the label that it belongs to; 0: none
 * @param bytes the frame
 */
public record TimedFrame(long at, int segment, int label, byte[] bytes) { }

package io.tidewatch.processors.siem.sink;

/**
 * What became of the steps that a sink has read. They add up: {@code read = delivered + rejected + unreadable} once
 * nothing is under way; a step that is sent again is read again.
 *
 * @param read steps taken from the topic
 * @param delivered steps that the receiver has, as far as its protocol tells
 * @param rejected steps that it refused for good, now on the dead letter topic
 * @param unreadable records that are no alerts, now on the dead letter topic
 * @param failures attempts that failed and are made again
 */
public record SinkCounts(long read, long delivered, long rejected, long unreadable, long failures) {
}

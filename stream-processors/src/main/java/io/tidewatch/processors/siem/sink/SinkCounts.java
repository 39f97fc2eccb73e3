package io.tidewatch.processors.siem.sink;

/**
 * What became of the records that a sink has read. They add up: {@code read = delivered + rejected + unreadable} once
 * nothing is under way; a record that is sent again is read again.
 *
 * @param read records taken from the topic
 * @param delivered those that the receiver has, as far as its protocol tells
 * @param rejected those that it refused for good, now on the dead letter topic
 * @param unreadable those that are not what the topic holds, now on the dead letter topic
 * @param failures attempts that failed and are made again
 */
public record SinkCounts(long read, long delivered, long rejected, long unreadable, long failures) {
}

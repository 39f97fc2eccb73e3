package io.tidewatch.processors.topology;

import io.tidewatch.schemas.Coverage;

/**
 * What happened on a segment in a span of event time, epoch milliseconds.
 *
 * @param start its start
 * @param end its end, exclusive
 * @param joins hosts that joined a group
 * @param leaves hosts that left one
 * @param expiries hosts that fell silent
 * @param zaps hosts that left a group and joined another soon
 * @param coverage full or blind where it was so throughout, else partial
 */
public record ChurnSpan(long start, long end, long joins, long leaves, long expiries, long zaps, Coverage coverage) {
}

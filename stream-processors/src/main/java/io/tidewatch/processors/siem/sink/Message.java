package io.tidewatch.processors.siem.sink;

import java.time.Instant;

/**
 * One thing to deliver, in the words of its receiver.
 *
 * @param kind what it is, in a word: alert, membership
 * @param id the same in every attempt: receivers know by it what they have
 * @param time event time
 * @param body the document, or the syslog message, in UTF-8
 */
record Message(String kind, String id, Instant time, byte[] body) {
}

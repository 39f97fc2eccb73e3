package io.tidewatch.capture.source;

/**
 * A capture ends in the middle of a record, as when the capturing program was killed. What came before is sound.
 *
 * @param offset where the cut record begins, bytes from the start of the file
 * @param missing bytes of it that are not there, at least
 */
public record Truncation(long offset, long missing) {
}

package io.tidewatch.processors.query;

/**
 * Which part of an ordered list is asked for.
 *
 * @param after key of the last item already told; null: from the start
 * @param limit items at most
 */
public record Slice(String after, int limit) {

    /** One item more, which tells whether there is a next page. */
    Slice andOneMore() {
        return new Slice(after, limit + 1);
    }
}

package io.tidewatch.processors.query;

/**
 * How fresh the state was that an answer was read from.
 *
 * @param stale some of it comes from a copy
 * @param lag how far the copy lay behind
 */
record Freshness(@About("Whether some of it comes from a copy, since the owner of the state is away or still loading.")
                 boolean stale,
                 @About("Records of its changelog that the copy lay behind; 0 when it is not stale.") long lag) {
}

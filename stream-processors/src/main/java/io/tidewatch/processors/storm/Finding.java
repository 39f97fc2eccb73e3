package io.tidewatch.processors.storm;

import java.util.List;

/**
 * An excess and its explanation.
 *
 * @param errorClass class
 * @param scope scope
 * @param endMs when the evidence sufficed
 * @param why a sentence
 * @param limit what is usual, and the rate above which this is too much
 * @param quietBelow messages per second
 * @param errors the messages
 * @param excessive watches that showed it
 * @param lookBackMs how far back it may have begun
 */
record Finding(ErrorClass errorClass, Scope scope, long endMs, String why, Limit limit, double quietBelow,
               List<IcmpError> errors, List<Watch> excessive, long lookBackMs) { }

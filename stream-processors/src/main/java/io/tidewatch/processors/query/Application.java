package io.tidewatch.processors.query;

import java.util.function.Function;

/**
 * One application, to be asked.
 *
 * @param placement where its state is
 * @param answers answers from the part of it that a request reads on this instance
 */
public record Application<A>(Placement placement, Function<Scope, A> answers) {
}

package io.tidewatch.processors.query.guard;

/** Why a connection was ended by us. */
public enum Cut {
    /** There are as many as may be. */
    ALL,
    /** Its client has as many as one may have. */
    CLIENT,
    /** No whole request came in time. */
    REQUEST,
    /** The answer was not ready and taken in time. */
    ANSWER
}

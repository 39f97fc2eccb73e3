package io.tidewatch.capture.publish;

import io.tidewatch.capture.spool.Books;

/** Why a record that waited for the broker was given up. */
public final class LostException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Books.Loss why;

    LostException(Books.Loss why) {
        super(switch (why) {
            case FULL -> "the spool is full";
            case DAMAGED -> "the spool's file was damaged or can't be read";
            case ENDED -> "the agent ended before the broker took it, and there is no spool to keep it";
        });
        this.why = why;
    }

    public Books.Loss why() {
        return why;
    }
}

package io.tidewatch.capture.publish;

import io.tidewatch.schemas.OperatorError;

/** Records can't be sent now. */
final class NoLinkException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean refused;
    private final OperatorError told;

    private NoLinkException(boolean refused, OperatorError told) {
        super(told.getMessage(), told);
        this.refused = refused;
        this.told = told;
    }

    /** Nobody answers; that may change by itself. */
    static NoLinkException unreachable(OperatorError told) {
        return new NoLinkException(false, told);
    }

    /** The answer is no; a person has to mend something. */
    static NoLinkException refused(OperatorError told) {
        return new NoLinkException(true, told);
    }

    boolean refused() {
        return refused;
    }

    /** The same in words for people. */
    OperatorError told() {
        return told;
    }
}

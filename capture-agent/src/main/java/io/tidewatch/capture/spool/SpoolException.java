package io.tidewatch.capture.spool;

/** The spool file can't be used as it is. */
public final class SpoolException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    SpoolException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** Why not. */
    public enum Reason {
        /** Another process has it. */
        LOCKED,
        /** What is in it is not what was written. */
        CORRUPT,
        /** It can't be read or written: no room, no permission, a failing disk. */
        INACCESSIBLE
    }

    public Reason reason() {
        return reason;
    }
}

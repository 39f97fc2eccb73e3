package io.tidewatch.capture.publish;

/** A transaction failed and was given up: nothing since the last checkpoint was published. */
public final class PublishException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean hopeless;

    private PublishException(String message, boolean hopeless, Exception cause) {
        super(message, cause);
        this.hopeless = hopeless;
    }

    static PublishException passing(String message, Exception cause) {
        return new PublishException(message, false, cause);
    }

    static PublishException hopeless(String message, Exception cause) {
        return new PublishException(message, true, cause);
    }

    /** Another attempt would end the same way: no permission, a record that does not fit, a rival with our name. */
    public boolean hopeless() {
        return hopeless;
    }
}

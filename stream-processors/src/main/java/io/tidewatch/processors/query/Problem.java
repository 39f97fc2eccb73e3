package io.tidewatch.processors.query;

/**
 * A request that gets no answer, and why, in words for the caller; the body is RFC 9457 problem details. Carries no
 * stack trace: it is an answer, not a fault.
 */
public final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int RETRY_AFTER_S = 1;

    private final int status;
    private final String title;
    private final int retryAfterSeconds;

    private Problem(int status, String title, String detail, int retryAfterSeconds) {
        super(detail, null, false, false);
        this.status = status;
        this.title = title;
        this.retryAfterSeconds = retryAfterSeconds;
    }

    /** The request is not understood; {@code detail} says which part and what would be. */
    static Problem badRequest(String detail) {
        return new Problem(400, "Bad Request", detail, 0);
    }

    /** There is no such thing. */
    public static Problem notFound(String detail) {
        return new Problem(404, "Not Found", detail, 0);
    }

    /** The state is not here just now: starting, restoring or moving to another instance. */
    public static Problem notReady(String detail) {
        return new Problem(503, "Service Unavailable", detail, RETRY_AFTER_S);
    }

    /** The caller asks too often. */
    static Problem tooMany(String detail) {
        return new Problem(429, "Too Many Requests", detail, RETRY_AFTER_S);
    }

    static Problem of(int status, String title, String detail) {
        return new Problem(status, title, detail, 0);
    }

    public int status() {
        return status;
    }

    /** Whether it may be otherwise in a moment, or elsewhere. */
    boolean mayPass() {
        return retryAfterSeconds > 0;
    }

    String title() {
        return title;
    }

    String detail() {
        return getMessage();
    }

    /** 0: asking again would not change the answer. */
    int retryAfterSeconds() {
        return retryAfterSeconds;
    }
}

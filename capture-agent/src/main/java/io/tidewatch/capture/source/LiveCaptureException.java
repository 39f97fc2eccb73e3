package io.tidewatch.capture.source;

import java.io.IOException;
import java.util.List;

/** An interface can't be captured on, or no more. */
public final class LiveCaptureException extends IOException {
    private static final long serialVersionUID = 1L;

    /** What a person can do about it depends on this. */
    public enum Reason {
        /** No interface has that name. */
        NO_SUCH_INTERFACE,
        /** The process lacks the right to open raw sockets. */
        NO_PERMISSION,
        /** The libpcap library is not installed, or not where Java looks. */
        NO_LIBPCAP,
        /** The interface is there, and down. */
        INTERFACE_DOWN,
        /** The filter expression is none, or no filter for that kind of link. */
        BAD_FILTER,
        /** Anything else that libpcap says. */
        OTHER
    }

    private final Reason reason;
    private final transient List<String> interfaces;

    LiveCaptureException(Reason reason, String message, List<String> interfaces, Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.interfaces = List.copyOf(interfaces);
    }

    public Reason reason() {
        return reason;
    }

    /** The interfaces that there are, when that helps; else empty. */
    public List<String> interfaces() {
        return interfaces;
    }
}

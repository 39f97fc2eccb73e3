package io.tidewatch.capture.source;

import java.io.IOException;

/** A file is no capture, or broken beyond a cut end. The message is for people: what is wrong, and where. */
public final class CaptureFileException extends IOException {
    private static final long serialVersionUID = 1L;

    public CaptureFileException(String message) {
        super(message);
    }

    public CaptureFileException(String message, IOException cause) {
        super(message, cause);
    }
}

package io.tidewatch.capture.source;

import java.util.Locale;

/** Which frames of an interface are captured. */
public enum Direction {
    /** Frames that came in. */
    IN,
    /** Frames that this machine sent. */
    OUT,
    /** Both. */
    INOUT;

    /** As in settings: in, out, inout. */
    public static Direction parse(String text) {
        for (Direction each : values()) {
            if (each.text().equals(text)) {
                return each;
            }
        }
        throw new IllegalArgumentException("the direction is in, out or inout");
    }

    /** As in settings. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}

package io.tidewatch.processors.siem;

import io.tidewatch.schemas.AddressFamily;
import io.tidewatch.schemas.Alert;
import io.tidewatch.schemas.Severity;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** What all formats say in the same words. */
final class AlertWords {
    static final String VENDOR = "Tidewatch";
    static final String PRODUCT = "tidewatch";
    /** The jar's version, or {@code development} where there is none. */
    static final String VERSION = version(AlertWords.class.getPackage().getImplementationVersion());

    private static final DateTimeFormatter TIME =
        DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private AlertWords() {
    }

    private static String version(String ofJar) {
        return ofJar == null ? "development" : ofJar;
    }

    /** Event time of the step: of the opening, of the close, else the end of the window that it tells of. */
    static Instant at(Alert alert) {
        return switch (alert.getAction()) {
            case OPEN -> alert.getOpenedAt();
            case CLOSE -> alert.getClosedAt() == null ? alert.getWindowEnd() : alert.getClosedAt();
            case UPDATE, ESCALATE -> alert.getWindowEnd();
        };
    }

    /** ISO 8601 in UTC with milliseconds. */
    static String time(Instant time) {
        return TIME.format(time);
    }

    /** What receivers map to a category: rule and cause, constant, such as {@code icmp.storm.routing_loop}. */
    static String eventClass(Alert alert) {
        return alert.getRule().getId() + '.' + alert.getCause();
    }

    /** Whether the step wants attention; products page for each of these, the others inform. */
    static boolean wantsAttention(Alert alert) {
        return switch (alert.getAction()) {
            case OPEN, ESCALATE -> true;
            case UPDATE, CLOSE -> false;
        };
    }

    /** ICMP or ICMPv6; null for rules on membership protocols. */
    static String protocol(Alert alert) {
        return alert.getFamily() == null ? null : alert.getFamily() == AddressFamily.IPV4 ? "ICMP" : "ICMPv6";
    }

    static String lower(Enum<?> symbol) {
        return symbol == null ? null : symbol.name().toLowerCase(Locale.ROOT);
    }

    /** A rate or ratio with two digits; null when it is no finite number. */
    static String real(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.2f", value) : null;
    }

    /** The scale of CEF, 0 to 10; LEEF's 1 to 10 agrees with it. */
    static int outOfTen(Severity severity) {
        return switch (severity) {
            case INFO -> 1;
            case LOW -> 3;
            case MEDIUM -> 5;
            case HIGH -> 8;
            case CRITICAL -> 10;
        };
    }

    /** At most so many characters, no half of a surrogate pair at the end. */
    static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most);
    }
}

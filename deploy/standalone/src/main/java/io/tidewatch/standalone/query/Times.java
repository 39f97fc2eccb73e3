package io.tidewatch.standalone.query;

import io.tidewatch.schemas.OperatorError;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;

/**
 * Times as people read and write them: UTC unless they ask for their own zone.
 *
 * @param zone of what is shown, and of what is given without one
 * @param unit to which times are shown: seconds or milliseconds
 */
public record Times(ZoneId zone, ChronoUnit unit) {
    private static final String TIMESTAMP = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z";
    private static final String SECONDS = "yyyy-MM-dd'T'HH:mm:ss";

    /** Whether a text of an answer is a time. */
    boolean isTime(String text) {
        return text.matches(TIMESTAMP);
    }

    /** To the second, as tables have room for. */
    public static Times in(ZoneId zone) {
        return new Times(zone, ChronoUnit.SECONDS);
    }

    /** The same to the millisecond. */
    Times exact() {
        return new Times(zone, ChronoUnit.MILLIS);
    }

    /** A time of an answer. */
    public String show(String timestamp) {
        String pattern = SECONDS + (unit == ChronoUnit.MILLIS ? ".SSS" : "")
            + (zone.equals(ZoneOffset.UTC) ? "'Z'" : "");
        return DateTimeFormatter.ofPattern(pattern).format(Instant.parse(timestamp).atZone(zone));
    }

    /**
     * A time given by a person, as the API takes it; null stays null.
     *
     * @throws OperatorError when it is none
     */
    public String read(String option, String given) {
        if (given == null) {
            return null;
        }
        String text = given.strip().replace(' ', 'T');
        try {
            if (text.matches("\\d{10,}")) {
                long number = Long.parseLong(text);
                return (text.length() > 11 ? Instant.ofEpochMilli(number) : Instant.ofEpochSecond(number)).toString();
            }
            return text.matches(".*(Z|[+-]\\d\\d(:?\\d\\d)?)$") && text.contains("T")
                ? OffsetDateTime.parse(text).toInstant().toString()
                : LocalDateTime.parse(text).atZone(zone).toInstant().toString();
        } catch (DateTimeParseException | NumberFormatException e) {
            throw OperatorError.misused(option + " " + given + " is no time", "It is read as ISO 8601 or as seconds or "
                + "milliseconds since 1970", "Give it like 2026-11-24T15:30:00Z");
        }
    }
}

package io.tidewatch.processors.siem;

import io.tidewatch.schemas.Alert;
import io.tidewatch.schemas.RankedValue;
import io.tidewatch.schemas.Severity;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * One step of an alert as a syslog message (RFC 5424): either with structured data of its own, or as the carrier of
 * another format. Names of elements and parameters are lower case, as receivers make them anyway; there is no byte
 * order mark, which receivers leave in the text; and the whole stays below the 8 KiB that receivers take by default.
 */
public final class SyslogAlert {
    /** Facility local0. */
    private static final int FACILITY = 16;
    /** The number that RFC 5424 uses in its examples: we have none of our own. */
    private static final String ENTERPRISE = "@32473";
    private static final int LONGEST = 8192;
    private static final int LONGEST_HOST = 255;
    private static final int LONGEST_ID = 32;
    private static final int LONGEST_VALUE = 512;
    private static final String NIL = "-";

    private SyslogAlert() {
    }

    /** The message with structured data, in UTF-8. */
    public static byte[] encode(Alert alert) {
        StringBuilder text = header(alert).append(' ');
        structured(text, alert);
        return bytes(text.append(' ').append(alert.getMessage()));
    }

    /** The message around the step in another format, whose text has no line breaks. */
    public static byte[] carrying(Alert alert, Function<Alert, byte[]> format) {
        return bytes(header(alert).append(' ').append(NIL).append(' ')
            .append(new String(format.apply(alert), StandardCharsets.UTF_8)));
    }

    /** Cut by us, it stays one message; cut by the receiver, its rest becomes another one, of garbage. */
    private static byte[] bytes(StringBuilder text) {
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= LONGEST) {
            return bytes;
        }
        int end = LONGEST;
        while ((bytes[end] & 0xc0) == 0x80) {
            end--;
        }
        return Arrays.copyOf(bytes, end);
    }

    private static StringBuilder header(Alert alert) {
        String sensor = Parties.only(alert.getScope().getSensors());
        return new StringBuilder().append('<').append(FACILITY * 8 + severity(alert.getSeverity())).append(">1 ")
            .append(AlertWords.time(AlertWords.at(alert))).append(' ')
            .append(sensor == null ? NIL : name(sensor, LONGEST_HOST)).append(' ').append(AlertWords.PRODUCT)
            .append(" - ").append(name(alert.getRule().getId().replace('.', '_').toUpperCase(Locale.ROOT) + '_'
                + alert.getAction(), LONGEST_ID));
    }

    private static void structured(StringBuilder text, Alert alert) {
        element(text, "origin").add("software", AlertWords.PRODUCT).add("swversion", AlertWords.VERSION).end();
        element(text, "alert" + ENTERPRISE).add("id", alert.getAlertId()).add("event_id", alert.getEventId())
            .add("seq", Integer.toString(alert.getSequence())).add("state", AlertWords.lower(alert.getStatus()))
            .add("action", AlertWords.lower(alert.getAction()))
            .add("close_reason", AlertWords.lower(alert.getCloseReason()))
            .add("severity", AlertWords.lower(alert.getSeverity())).add("rule", alert.getRule().getId())
            .add("rule_version", alert.getRule().getVersion()).add("cause", alert.getCause())
            .add("confidence", Integer.toString(alert.getCauseConfidence())).add("dedupe_key", alert.getDedupeKey())
            .add("url", alert.getUrl()).end();
        element(text, "storm" + ENTERPRISE).add("proto", AlertWords.protocol(alert))
            .add("type", alert.getIcmpType() == null ? null : alert.getIcmpType().toString())
            .add("code", alert.getIcmpCode() == null ? null : alert.getIcmpCode().toString())
            .add("scope", AlertWords.lower(alert.getScope().getKind()) + ':' + alert.getScope().getValue())
            .add("segments", String.join(",", alert.getScope().getSegments()))
            .add("count", Long.toString(alert.getWindowCount())).add("rate_pps", AlertWords.real(alert.getRatePps()))
            .add("baseline_pps", AlertWords.real(alert.getBaselinePps()))
            .add("ratio", AlertWords.real(alert.getRatio()))
            .add("reporters", Long.toString(alert.getReportersTotal()))
            .add("receivers", Long.toString(alert.getReceiversTotal()))
            .add("top_reporter", first(alert.getTopReporters()))
            .add("top_destination", first(Parties.destinations(alert)))
            .add("window_start", AlertWords.time(alert.getWindowStart()))
            .add("window_end", AlertWords.time(alert.getWindowEnd())).end();
    }

    private static String first(List<RankedValue> ranked) {
        return ranked.isEmpty() ? null : ranked.get(0).getValue();
    }

    private static int severity(Severity severity) {
        return switch (severity) {
            case INFO -> 6;
            case LOW -> 5;
            case MEDIUM -> 4;
            case HIGH -> 3;
            case CRITICAL -> 2;
        };
    }

    /** A word of the header: printable ASCII without blanks. */
    private static String name(String value, int longest) {
        return AlertWords.cut(value.replaceAll("[^\\x21-\\x7e]", "_"), longest);
    }

    private static Element element(StringBuilder text, String id) {
        text.append('[').append(id);
        return new Element(text);
    }

    /** One element of structured data; what is absent or empty is left out. */
    private record Element(StringBuilder text) {
        Element add(String name, String value) {
            if (value != null && !value.isEmpty()) {
                text.append(' ').append(name).append("=\"").append(AlertWords.cut(value, LONGEST_VALUE)
                    .replace("\\", "\\\\").replace("\"", "\\\"").replace("]", "\\]")
                    .replaceAll("\\p{Cntrl}+", " ")).append('"');
            }
            return this;
        }

        void end() {
            text.append(']');
        }
    }
}

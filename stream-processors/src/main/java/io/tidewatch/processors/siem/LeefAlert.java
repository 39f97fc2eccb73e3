package io.tidewatch.processors.siem;

import io.tidewatch.schemas.Alert;
import io.tidewatch.schemas.AttackReference;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * One step of an alert in the Log Event Extended Format 2.0, as QRadar takes it. The format has no escapes: the
 * delimiter and everything that is no printable character become blanks. The delimiter is a caret, told in the header;
 * the tab that is the default does not survive every relay.
 */
public final class LeefAlert {
    private static final char DELIMITER = '^';
    private static final int LONGEST_EVENT = 255;
    private static final int LONGEST_VALUE = 4000;

    private LeefAlert() {
    }

    /** The event in UTF-8, one line without its end. */
    public static byte[] encode(Alert alert) {
        return text(alert).getBytes(StandardCharsets.UTF_8);
    }

    static String text(Alert alert) {
        Attributes attributes = new Attributes(new StringBuilder("LEEF:2.0|").append(AlertWords.VENDOR)
            .append('|').append(AlertWords.PRODUCT).append('|').append(header(AlertWords.VERSION))
            .append('|').append(header(AlertWords.eventClass(alert))).append('|').append(DELIMITER).append('|'));
        event(attributes, alert);
        cause(attributes, alert);
        parties(attributes, alert);
        return attributes.text.toString();
    }

    private static void event(Attributes attributes, Alert alert) {
        attributes.add("cat", AlertWords.lower(alert.getAction()))
            // 13 digits are milliseconds since 1970, by themselves.
            .add("devTime", AlertWords.at(alert).toEpochMilli())
            .add("sev", AlertWords.outOfTen(alert.getSeverity()))
            .add("proto", AlertWords.protocol(alert)).add("alertId", alert.getAlertId())
            .add("eventId", alert.getEventId()).add("alertSequence", alert.getSequence())
            .add("dedupeKey", alert.getDedupeKey()).add("alertState", AlertWords.lower(alert.getStatus()))
            .add("closeReason", AlertWords.lower(alert.getCloseReason()))
            .add("windowStart", alert.getWindowStart().toEpochMilli())
            .add("windowEnd", alert.getWindowEnd().toEpochMilli()).add("url", alert.getUrl())
            .add("msg", alert.getMessage());
    }

    private static void cause(Attributes attributes, Alert alert) {
        attributes.add("cause", alert.getCause()).add("causeConfidence", alert.getCauseConfidence())
            .add("causeRunnerUp", alert.getCauseRunnerUp())
            .add("evidence", String.join("; ", alert.getCauseEvidence()))
            .add("icmpType", alert.getIcmpType() == null ? null : alert.getIcmpType().toString())
            .add("icmpCode", alert.getIcmpCode() == null ? null : alert.getIcmpCode().toString())
            .add("attackId", alert.getAttack().stream().map(LeefAlert::technique).filter(Objects::nonNull).distinct()
                .collect(Collectors.joining(",")));
    }

    private static String technique(AttackReference attack) {
        return attack.getSubtechniqueId() == null ? attack.getTechniqueId() : attack.getSubtechniqueId();
    }

    private static void parties(Attributes attributes, Alert alert) {
        attributes.add("src", Parties.dominant(alert.getTopReporters()))
            .add("dst", Parties.dominant(Parties.destinations(alert)))
            .add("topReporters", Parties.ranked(alert.getTopReporters()))
            .add("topDestinations", Parties.ranked(Parties.destinations(alert)))
            .add("reportersTotal", alert.getReportersTotal()).add("receiversTotal", alert.getReceiversTotal())
            .add("eventCount", alert.getWindowCount()).add("ratePps", AlertWords.real(alert.getRatePps()))
            .add("baselinePps", AlertWords.real(alert.getBaselinePps()))
            .add("ratio", AlertWords.real(alert.getRatio()))
            .add("segments", String.join(",", alert.getScope().getSegments()))
            .add("sensors", String.join(",", alert.getScope().getSensors()));
    }

    private static String header(String value) {
        return AlertWords.cut(plain(value).replace('|', ' '), LONGEST_EVENT);
    }

    private static String plain(String value) {
        return value.replaceAll("[\\^\\p{Cntrl}\\p{Zl}\\p{Zp}]+", " ").strip();
    }

    /** Pairs; what is absent or empty is left out. */
    private static final class Attributes {
        private final StringBuilder text;
        private boolean first = true;

        Attributes(StringBuilder text) {
            this.text = text;
        }

        Attributes add(String key, long value) {
            return add(key, Long.toString(value));
        }

        Attributes add(String key, String value) {
            String plain = value == null ? "" : AlertWords.cut(plain(value), LONGEST_VALUE);
            if (!plain.isEmpty()) {
                text.append(first ? "" : DELIMITER).append(key).append('=').append(plain);
                first = false;
            }
            return this;
        }
    }
}

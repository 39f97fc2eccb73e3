package io.tidewatch.processors.siem;

import io.tidewatch.schemas.Alert;
import java.nio.charset.StandardCharsets;

/**
 * One step of an alert in the Common Event Format (version 0), as ArcSight, Sentinel's forwarder and many others take
 * it. What the format has no key for stands in the custom strings and numbers, each with its label; keys of our own
 * would be lost at most receivers. IPv6 addresses have fields of their own, for {@code src} and {@code dst} are typed
 * as IPv4.
 */
public final class CefAlert {
    private static final int LONGEST_CLASS = 1023;
    private static final int LONGEST_NAME = 512;
    private static final int LONGEST_VERSION = 31;
    private static final int LONGEST_TEXT = 1023;
    private static final int LONGEST_CUSTOM = 4000;
    private static final int LONGEST_HOST = 100;

    private CefAlert() {
    }

    /** The event in UTF-8, one line without its end. */
    public static byte[] encode(Alert alert) {
        return text(alert).getBytes(StandardCharsets.UTF_8);
    }

    static String text(Alert alert) {
        StringBuilder text = new StringBuilder("CEF:0|").append(AlertWords.VENDOR)
            .append('|').append(AlertWords.PRODUCT)
            .append('|').append(header(AlertWords.VERSION, LONGEST_VERSION))
            .append('|').append(header(AlertWords.eventClass(alert), LONGEST_CLASS))
            .append('|').append(header(alert.getRule().getName(), LONGEST_NAME))
            .append('|').append(AlertWords.outOfTen(alert.getSeverity())).append('|');
        Extension extension = new Extension(text);
        event(extension, alert);
        parties(extension, alert);
        strings(extension, alert);
        numbers(extension, alert);
        return text.toString();
    }

    private static void event(Extension extension, Alert alert) {
        extension.add("rt", AlertWords.at(alert).toEpochMilli())
            .add("start", alert.getWindowStart().toEpochMilli()).add("end", alert.getWindowEnd().toEpochMilli())
            .add("externalId", alert.getAlertId(), 40).add("act", AlertWords.lower(alert.getAction()), 63)
            .add("cat", alert.getRule().getId(), LONGEST_TEXT)
            // Typed as a 32-bit number.
            .add("cnt", Math.min(alert.getWindowCount(), Integer.MAX_VALUE))
            .add("app", AlertWords.protocol(alert), 31)
            .add("dvchost", Parties.only(alert.getScope().getSensors()), LONGEST_HOST)
            .add("reason", String.join("; ", alert.getCauseEvidence()), LONGEST_TEXT)
            .add("request", alert.getUrl(), LONGEST_TEXT).add("msg", alert.getMessage(), LONGEST_TEXT);
    }

    private static void parties(Extension extension, Alert alert) {
        address(extension, Parties.dominant(alert.getTopReporters()), "src", 2, "Source IPv6 Address");
        address(extension, Parties.dominant(Parties.destinations(alert)), "dst", 3, "Destination IPv6 Address");
    }

    private static void address(Extension extension, String address, String ipv4, int ipv6, String label) {
        if (address == null) {
            return;
        }
        if (Parties.isIpv4(address)) {
            extension.add(ipv4, address, LONGEST_TEXT);
        } else {
            extension.labelled("c6a" + ipv6, label, address);
        }
    }

    private static void strings(Extension extension, Alert alert) {
        extension.labelled("cs1", "cause", alert.getCause())
            .labelled("cs2", "topReporters", Parties.ranked(alert.getTopReporters()))
            .labelled("cs3", "topDestinations", Parties.ranked(Parties.destinations(alert)))
            .labelled("cs4", "icmpTypeCode", alert.getIcmpType() == null ? null
                : alert.getIcmpType() + "/" + alert.getIcmpCode())
            .labelled("cs5", "segments", String.join(",", alert.getScope().getSegments()))
            .labelled("cs6", "dedupeKey", alert.getDedupeKey())
            .labelled("flexString1", "closeReason", AlertWords.lower(alert.getCloseReason()))
            .labelled("flexString2", "eventId", alert.getEventId());
    }

    private static void numbers(Extension extension, Alert alert) {
        extension.labelled("cn1", "reportersTotal", Long.toString(alert.getReportersTotal()))
            .labelled("cn2", "receiversTotal", Long.toString(alert.getReceiversTotal()))
            .labelled("cn3", "alertSequence", Integer.toString(alert.getSequence()))
            .labelled("cfp1", "ratePps", AlertWords.real(alert.getRatePps()))
            .labelled("cfp2", "baselinePps", AlertWords.real(alert.getBaselinePps()))
            .labelled("cfp3", "ratio", AlertWords.real(alert.getRatio()))
            .labelled("cfp4", "causeConfidence", AlertWords.real(alert.getCauseConfidence()));
    }

    /** A field of the header: a bar would end it, a line break the event. */
    private static String header(String value, int longest) {
        return AlertWords.cut(value, longest).replace("\\", "\\\\").replace("|", "\\|").replaceAll("[\\r\\n]+", " ");
    }

    /** The pairs behind the header, one space between them; what is absent or empty is left out. */
    private static final class Extension {
        private final StringBuilder text;
        private boolean first = true;

        Extension(StringBuilder text) {
            this.text = text;
        }

        Extension add(String key, long value) {
            return add(key, Long.toString(value), LONGEST_TEXT);
        }

        Extension add(String key, String value, int longest) {
            if (value == null || value.isBlank()) {
                return this;
            }
            text.append(first ? "" : " ").append(key).append('=')
                .append(escaped(AlertWords.cut(value.strip(), longest)));
            first = false;
            return this;
        }

        Extension labelled(String key, String label, String value) {
            return value == null || value.isBlank() ? this
                : add(key + "Label", label, LONGEST_TEXT).add(key, value, LONGEST_CUSTOM);
        }

        private static String escaped(String value) {
            return value.replace("\\", "\\\\").replace("=", "\\=").replace("\r", "\\r").replace("\n", "\\n");
        }
    }
}

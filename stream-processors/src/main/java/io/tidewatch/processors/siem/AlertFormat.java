package io.tidewatch.processors.siem;

import io.tidewatch.schemas.Alert;
import java.util.function.Function;

/** The formats in which alerts are sent to security products. */
public enum AlertFormat {
    /** JSON of the Elastic Common Schema. */
    ECS(EcsAlert::json, alert -> SyslogAlert.carrying(alert, EcsAlert::json)),
    /** JSON of the Open Cybersecurity Schema Framework. */
    OCSF(OcsfAlert::json, alert -> SyslogAlert.carrying(alert, OcsfAlert::json)),
    /** Common Event Format. */
    CEF(CefAlert::encode, alert -> SyslogAlert.carrying(alert, CefAlert::encode)),
    /** Log Event Extended Format. */
    LEEF(LeefAlert::encode, alert -> SyslogAlert.carrying(alert, LeefAlert::encode)),
    /** Structured data of RFC 5424; nothing but a syslog message. */
    RFC5424(SyslogAlert::encode, SyslogAlert::encode);

    private final Function<Alert, byte[]> plain;
    private final Function<Alert, byte[]> syslog;

    AlertFormat(Function<Alert, byte[]> plain, Function<Alert, byte[]> syslog) {
        this.plain = plain;
        this.syslog = syslog;
    }

    /** Whether it is a JSON document. */
    public boolean json() {
        return this == ECS || this == OCSF;
    }

    /** The step by itself, in UTF-8, without a line end. */
    public byte[] encode(Alert alert) {
        return plain.apply(alert);
    }

    /** The step as one syslog message. */
    public byte[] syslog(Alert alert) {
        return syslog.apply(alert);
    }
}

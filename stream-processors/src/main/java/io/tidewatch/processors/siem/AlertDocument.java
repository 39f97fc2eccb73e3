package io.tidewatch.processors.siem;

import io.tidewatch.schemas.Alert;
import java.util.function.Function;

/** The JSON documents that an alert can be published as. */
public enum AlertDocument {
    /** Elastic Common Schema. */
    ECS(EcsAlert::json),
    /** Open Cybersecurity Schema Framework. */
    OCSF(OcsfAlert::json);

    private final Function<Alert, byte[]> encoder;

    AlertDocument(Function<Alert, byte[]> encoder) {
        this.encoder = encoder;
    }

    /** The document of a step in UTF-8. */
    public byte[] encode(Alert alert) {
        return encoder.apply(alert);
    }
}

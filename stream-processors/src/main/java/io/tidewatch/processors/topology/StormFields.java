package io.tidewatch.processors.topology;

import io.tidewatch.schemas.ChosenFields;
import java.util.List;

/** The fields of an ICMP event that the detector needs, by name. */
record StormFields(ChosenFields fields) {
    static final List<String> NAMES = List.of("sensor", "interface", "segment", "captured_at", "ip_version", "source",
        "destination", "identification", "type", "code", "name", "is_error", "gateway", "mtu", "count",
        "merged_fields", "quoted", "quoted.source", "quoted.destination", "quoted.protocol", "quoted.source_port",
        "quoted.destination_port", "quoted.ttl", "quoted.length", "quoted.inner_type");

    private static final int NONE = -1;

    String sensor() {
        return fields.text(0);
    }

    String captureInterface() {
        return fields.text(1);
    }

    String segment() {
        return fields.text(2);
    }

    /** The fraction is cut off. */
    long capturedMs() {
        return Math.floorDiv(fields.number(3, NONE), 1000L);
    }

    int ipVersion() {
        return fields.integer(4, NONE);
    }

    String source() {
        return fields.text(5);
    }

    String destination() {
        return fields.text(6);
    }

    int identification() {
        return word(7);
    }

    int type() {
        return fields.integer(8, NONE);
    }

    int code() {
        return fields.integer(9, NONE);
    }

    String name() {
        return fields.text(10);
    }

    boolean isError() {
        return fields.number(11, 0) == 1;
    }

    /** Null: none. */
    String gateway() {
        return fields.text(12);
    }

    long mtu() {
        return fields.number(13, NONE);
    }

    long count() {
        return fields.number(14, NONE);
    }

    List<String> merged() {
        return fields.texts(15);
    }

    boolean quotes() {
        return fields.has(16);
    }

    String quotedSource() {
        return fields.text(17);
    }

    String quotedDestination() {
        return fields.text(18);
    }

    int quotedProtocol() {
        return fields.integer(19, NONE);
    }

    int quotedSourcePort() {
        return word(20);
    }

    int quotedDestinationPort() {
        return word(21);
    }

    int quotedTtl() {
        return fields.integer(22, NONE);
    }

    int quotedLength() {
        return fields.integer(23, NONE);
    }

    int quotedInnerType() {
        return word(24);
    }

    /** 16 bits. */
    private int word(int field) {
        return fields.has(field) ? fields.integer(field, NONE) & 0xffff : NONE;
    }
}

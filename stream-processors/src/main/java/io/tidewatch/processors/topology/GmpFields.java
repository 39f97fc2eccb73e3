package io.tidewatch.processors.topology;

import io.tidewatch.schemas.Checksum;
import io.tidewatch.schemas.ChosenFields;
import io.tidewatch.schemas.GmpKind;
import io.tidewatch.schemas.GmpProtocol;
import io.tidewatch.schemas.RecordType;
import java.util.List;

/** The fields of a GMP event that membership needs, by name. */
record GmpFields(ChosenFields fields) {
    static final List<String> NAMES = List.of("event_id", "sensor", "interface", "segment", "captured_at",
        "source_mac", "source", "ttl", "router_alert", "checksum", "protocol", "version", "kind", "group",
        "max_response_ms", "suppress_router_processing", "robustness", "query_interval_s", "sources",
        "records[].record_type", "records[].group", "records[].sources");

    private static final int NONE = -1;
    private static final long MICROS_PER_MILLI = 1000;
    private static final Checksum[] CHECKSUMS = Checksum.values();
    private static final GmpProtocol[] PROTOCOLS = GmpProtocol.values();
    private static final GmpKind[] KINDS = GmpKind.values();
    private static final RecordType[] TYPES = RecordType.values();

    String eventId() {
        return fields.text(0);
    }

    String sensor() {
        return fields.text(1);
    }

    String captureInterface() {
        return fields.text(2);
    }

    String segment() {
        return fields.text(3);
    }

    /** The fraction is cut off. */
    long capturedMs() {
        return Math.floorDiv(fields.number(4, NONE), MICROS_PER_MILLI);
    }

    /** Null: the link has none. */
    String sourceMac() {
        return fields.text(5);
    }

    String source() {
        return fields.text(6);
    }

    int ttl() {
        return fields.integer(7, NONE);
    }

    boolean routerAlert() {
        return fields.number(8, 0) == 1;
    }

    Checksum checksum() {
        return fields.symbol(9, CHECKSUMS);
    }

    GmpProtocol protocol() {
        return fields.symbol(10, PROTOCOLS);
    }

    /** -1: none. */
    int version() {
        return fields.integer(11, NONE);
    }

    GmpKind kind() {
        return fields.symbol(12, KINDS);
    }

    /** Null: none. */
    String group() {
        return fields.text(13);
    }

    /** {@code absent} where it is not told. */
    int maxResponseMs(int absent) {
        return fields.integer(14, absent);
    }

    boolean suppressRouterProcessing() {
        return fields.number(15, 0) == 1;
    }

    /** 0 where it is not told. */
    int robustness() {
        return fields.integer(16, 0);
    }

    /** 0 where it is not told. */
    int queryIntervalS() {
        return fields.integer(17, 0);
    }

    List<String> sources() {
        return fields.texts(18);
    }

    /** Group records. */
    int records() {
        return fields.records(20);
    }

    RecordType type(int record) {
        return fields.symbol(19, record, TYPES);
    }

    String group(int record) {
        return fields.text(20, record);
    }

    List<String> sources(int record) {
        return fields.texts(21, record);
    }
}

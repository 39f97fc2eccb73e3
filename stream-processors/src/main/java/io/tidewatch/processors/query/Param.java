package io.tidewatch.processors.query;

import java.util.List;

/** Every query parameter of the API: its name, what it may be as a JSON schema, what it means. */
enum Param {
    LIMIT("limit", "{\"type\":\"integer\",\"minimum\":1,\"maximum\":1000,\"default\":100}", "Items of a page."),
    CURSOR("cursor", "{\"type\":\"string\"}", "Where the page begins: next of the page before."),
    FORMAT("format", "{\"type\":\"string\",\"enum\":[\"json\",\"csv\",\"ndjson\"]}",
        "How the list is written; wins over the Accept header (text/csv, application/x-ndjson)."),
    AS_OF("asOf", Param.TIME, "How it was at that time. Default: now, or the last moment that somebody watched."),
    FROM("from", Param.TIME, "What touches the time from then on. Default: all that is kept."),
    TO("to", Param.TIME, "What touches the time until then. Default: now."),
    SINCE("since", Param.TIME, "Only what has changed then or later."),
    FAMILY("family", "{\"type\":\"string\",\"enum\":[\"ipv4\",\"ipv6\"]}", "Only groups of this family."),
    GROUP("group", Param.ADDRESSES, "Only groups in this prefix, such as 239.1.0.0/16, or whose text begins so."),
    HOST("host", Param.ADDRESSES,
        "Only hosts in this prefix, or whose address or MAC address begins so."),
    MEMBER("host", "{\"type\":\"string\"}",
        "Only groups with this host, given by its address or MAC address, as a member."),
    SOURCE("source", "{\"type\":\"string\"}", "Only where this source, given by its address, is listed."),
    MODE("mode", "{\"type\":\"string\",\"enum\":[\"include\",\"exclude\"]}", "Only with this filter mode."),
    SIZE("size", "{\"type\":\"string\",\"enum\":[\"1m\",\"1h\"],\"default\":\"1m\"}", "Length of a window."),
    STATUS("status", "{\"type\":\"string\",\"enum\":[\"active\",\"closed\"]}", "Only alerts with this status."),
    SEGMENT("segment", "{\"type\":\"string\"}", "Only what concerns this segment."),
    SENSOR("sensor", "{\"type\":\"string\"}",
        "Only segments that this sensor, given as sensor:interface, has watched."),
    ASK("ask", "{\"type\":\"array\",\"items\":{\"type\":\"string\"},\"maxItems\":4}",
        "A question: a path below /api/v1/ with its query, such as segments?limit=10. May be given again."),
    LAST_EVENT_ID("lastEventId", "{\"type\":\"string\"}",
        "Go on behind this event, as the header Last-Event-ID does. Default: what happens from now on.");

    /** Parameters of every list. */
    static final List<Param> PAGING = List.of(LIMIT, CURSOR, FORMAT);

    private static final String TIME = "{\"type\":\"string\"}";
    private static final String ADDRESSES = "{\"type\":\"string\"}";

    private final String label;
    private final String schema;
    private final String about;

    Param(String label, String schema, String about) {
        this.label = label;
        this.schema = schema;
        this.about = about;
    }

    /** As it is written in the query string. */
    String label() {
        return label;
    }

    /** JSON schema of its value. */
    String schema() {
        return schema;
    }

    String about() {
        return about;
    }
}

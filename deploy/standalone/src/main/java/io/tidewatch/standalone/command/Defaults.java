package io.tidewatch.standalone.command;

/** Where the parts of one machine are unless told otherwise: what {@code standalone} starts with. */
final class Defaults {
    static final String BOOTSTRAP_SERVERS = "127.0.0.1:9092";
    static final String SCHEMA_REGISTRY = "http://127.0.0.1:8081/apis/ccompat/v7";
    static final String API = "http://127.0.0.1:8787";

    private Defaults() {
    }
}

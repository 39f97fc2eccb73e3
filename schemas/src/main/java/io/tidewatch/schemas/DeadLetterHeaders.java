package io.tidewatch.schemas;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;

/**
 * What a dead letter says beside its record's own headers and bytes, by the names of KIP-1034: whoever sets a record
 * aside writes them, whoever looks through the dead letter topic reads them.
 */
public final class DeadLetterHeaders {
    private static final String PREFIX = "__streams.errors.";
    private static final int MESSAGE_CHARACTERS = 2000;
    private static final int STACK_TRACE_CHARACTERS = 8000;

    private DeadLetterHeaders() {
    }

    /** Why the record is set aside; of a long text the beginning. */
    public static void message(Headers headers, String message) {
        add(headers, "message", bounded(message, MESSAGE_CHARACTERS));
    }

    /** The kind of error, and where in the program it arose; of a long trace the beginning. */
    public static void exception(Headers headers, String className, String stackTrace) {
        add(headers, "exception", className);
        add(headers, "stacktrace", bounded(stackTrace, STACK_TRACE_CHARACTERS));
    }

    /** Where the record came from. */
    public static void origin(Headers headers, String topic, int partition, long offset) {
        add(headers, "topic", String.valueOf(topic));
        add(headers, "partition", String.valueOf(partition));
        add(headers, "offset", String.valueOf(offset));
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(PREFIX + name, value.getBytes(StandardCharsets.UTF_8));
    }

    private static String bounded(String text, int characters) {
        return text.length() <= characters ? text : text.substring(0, characters);
    }
}

package io.tidewatch.processors.topology;

import io.tidewatch.schemas.RegistryUnavailableException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * What a dead letter says beside the bytes of the record: its own headers and those of KIP-1034; and when a record is
 * one.
 */
public final class DeadLetter {
    /** Key in the Streams configuration of a {@code Consumer<Stage>} that is told of every dead letter. */
    public static final String LISTENER = "tidewatch.dead.letters";

    private static final String HEADER = "__streams.errors.";
    private static final int STACK_TRACE_CHARACTERS = 8000;
    private static final int MESSAGE_CHARACTERS = 2000;

    private DeadLetter() {
    }

    /** Where a record failed. */
    public enum Stage { READ, PROCESS }

    /**
     * Where a record came from.
     *
     * @param topic topic
     * @param partition partition
     * @param offset offset
     */
    public record Origin(String topic, int partition, long offset) {
        @Override
        public String toString() {
            return topic + '-' + partition + '@' + offset;
        }
    }

    /** Who is told of dead letters; nobody where nothing is configured. */
    @SuppressWarnings("unchecked")
    public static Consumer<Stage> listener(Map<String, ?> settings) {
        return settings.get(LISTENER) instanceof Consumer<?> told ? (Consumer<Stage>) told : stage -> { };
    }

    /** Kafka's own exceptions tell of stores, brokers and rebalances; only a bad serialization is the record's. */
    public static boolean recordIsToBlame(Exception error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof RegistryUnavailableException) {
                return false;
            }
        }
        return !(error instanceof KafkaException) || error instanceof SerializationException;
    }

    /** Headers of the letter; {@code own} are the record's, null when they are unknown. */
    public static Headers headers(Headers own, Origin origin, Exception error) {
        Headers headers = own == null ? new RecordHeaders() : new RecordHeaders(own);
        add(headers, "exception", error.getClass().getName());
        add(headers, "message", bounded(String.valueOf(error.getMessage()), MESSAGE_CHARACTERS));
        add(headers, "stacktrace", bounded(stackTrace(error), STACK_TRACE_CHARACTERS));
        add(headers, "topic", String.valueOf(origin.topic()));
        add(headers, "partition", String.valueOf(origin.partition()));
        add(headers, "offset", String.valueOf(origin.offset()));
        return headers;
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(HEADER + name, value.getBytes(StandardCharsets.UTF_8));
    }

    private static String stackTrace(Exception error) {
        StringWriter text = new StringWriter();
        error.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }

    private static String bounded(String text, int characters) {
        return text.length() <= characters ? text : text.substring(0, characters);
    }
}

package io.tidewatch.processors.topology;

import io.tidewatch.schemas.DeadLetterHeaders;
import io.tidewatch.schemas.RegistryUnavailableException;
import java.io.PrintWriter;
import java.io.StringWriter;
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

    /**
     * Kafka's own exceptions tell of stores, brokers and rebalances; only a bad serialization is the record's. State of
     * another version is nobody's who comes by.
     */
    public static boolean recordIsToBlame(Exception error) {
        if (StateVersion.refused(error) != null) {
            return false;
        }
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
        DeadLetterHeaders.exception(headers, error.getClass().getName(), stackTrace(error));
        DeadLetterHeaders.message(headers, String.valueOf(error.getMessage()));
        DeadLetterHeaders.origin(headers, origin.topic(), origin.partition(), origin.offset());
        return headers;
    }

    private static String stackTrace(Exception error) {
        StringWriter text = new StringWriter();
        error.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }
}

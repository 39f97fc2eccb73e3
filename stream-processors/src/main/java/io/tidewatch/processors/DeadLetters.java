package io.tidewatch.processors;

import io.tidewatch.schemas.RegistryUnavailableException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets a record that can't be read or processed aside on the dead letter topic, byte for byte as it came, and goes on.
 * Only a record that is to blame: when the registry is away, a store or the broker fails, or no record was being
 * processed, the thread fails instead; its transaction is undone and nothing is lost.
 *
 * <p>Kafka ignores the dead letter setting when a handler is one's own, so this writes the record itself, with the
 * headers of KIP-1034. It is sent within the transaction of the task.
 */
public final class DeadLetters implements DeserializationExceptionHandler, ProcessingExceptionHandler {
    /** Key in the Streams configuration of a {@code Consumer<Stage>} that is told of every dead letter. */
    static final String LISTENER = "tidewatch.dead.letters";

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);
    private static final String HEADER = "__streams.errors.";
    private static final int STACK_TRACE_CHARACTERS = 8000;
    private static final int MESSAGE_CHARACTERS = 2000;

    private String topic;
    private Consumer<Stage> listener = stage -> { };

    /** Where a record failed. */
    enum Stage { READ, PROCESS }

    @Override
    @SuppressWarnings("unchecked")
    public void configure(Map<String, ?> configs) {
        topic = (String) configs.get(StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG);
        if (topic == null) {
            throw new ConfigException(StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG, null, "it is missing");
        }
        if (configs.get(LISTENER) instanceof Consumer<?> told) {
            listener = (Consumer<Stage>) told;
        }
    }

    @Override
    public DeserializationExceptionHandler.Response handleError(ErrorHandlerContext context,
                                                                ConsumerRecord<byte[], byte[]> record,
                                                                Exception error) {
        if (!recordIsToBlame(error)) {
            return DeserializationExceptionHandler.Response.fail();
        }
        LOG.warn("record {}-{}@{} can't be read and goes to {}: {}", context.topic(), context.partition(),
            context.offset(), topic, error.getMessage());
        listener.accept(Stage.READ);
        return DeserializationExceptionHandler.Response.resume(
            List.of(letter(context, record.key(), record.value(), error)));
    }

    @Override
    public ProcessingExceptionHandler.Response handleError(ErrorHandlerContext context, Record<?, ?> record,
                                                           Exception error) {
        // A timer fires without a record: there is nothing to set aside, and going on would keep half a step.
        if (context.sourceRawValue() == null || !recordIsToBlame(error)) {
            return ProcessingExceptionHandler.Response.fail();
        }
        LOG.error("record {}-{}@{} can't be processed by {} and goes to {}", context.topic(), context.partition(),
            context.offset(), context.processorNodeId(), topic, error);
        listener.accept(Stage.PROCESS);
        return ProcessingExceptionHandler.Response.resume(
            List.of(letter(context, context.sourceRawKey(), context.sourceRawValue(), error)));
    }

    /** Kafka's own exceptions tell of stores, brokers and rebalances; only a bad serialization is the record's. */
    private static boolean recordIsToBlame(Exception error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof RegistryUnavailableException) {
                return false;
            }
        }
        return !(error instanceof KafkaException) || error instanceof SerializationException;
    }

    private ProducerRecord<byte[], byte[]> letter(ErrorHandlerContext context, byte[] key, byte[] value,
                                                  Exception error) {
        ProducerRecord<byte[], byte[]> letter = new ProducerRecord<>(topic, null,
            context.timestamp() < 0 ? null : context.timestamp(), key, value);
        if (context.headers() != null) {
            context.headers().forEach(letter.headers()::add);
        }
        add(letter.headers(), "exception", error.getClass().getName());
        add(letter.headers(), "message", bounded(String.valueOf(error.getMessage()), MESSAGE_CHARACTERS));
        add(letter.headers(), "stacktrace", bounded(stackTrace(error), STACK_TRACE_CHARACTERS));
        add(letter.headers(), "topic", String.valueOf(context.topic()));
        add(letter.headers(), "partition", String.valueOf(context.partition()));
        add(letter.headers(), "offset", String.valueOf(context.offset()));
        return letter;
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

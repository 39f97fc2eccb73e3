package io.tidewatch.processors;

import io.tidewatch.processors.topology.DeadLetter;
import io.tidewatch.processors.topology.DeadLetter.Stage;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigException;
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
    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);

    private String topic;
    private Consumer<Stage> listener = stage -> { };

    @Override
    public void configure(Map<String, ?> configs) {
        topic = (String) configs.get(StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG);
        if (topic == null) {
            throw new ConfigException(StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG, null, "it is missing");
        }
        listener = DeadLetter.listener(configs);
    }

    @Override
    public DeserializationExceptionHandler.Response handleError(ErrorHandlerContext context,
                                                                ConsumerRecord<byte[], byte[]> record,
                                                                Exception error) {
        if (!DeadLetter.recordIsToBlame(error)) {
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
        if (context.sourceRawValue() == null || !DeadLetter.recordIsToBlame(error)) {
            return ProcessingExceptionHandler.Response.fail();
        }
        LOG.error("record {}-{}@{} can't be processed by {} and goes to {}", context.topic(), context.partition(),
            context.offset(), context.processorNodeId(), topic, error);
        listener.accept(Stage.PROCESS);
        return ProcessingExceptionHandler.Response.resume(
            List.of(letter(context, context.sourceRawKey(), context.sourceRawValue(), error)));
    }

    private ProducerRecord<byte[], byte[]> letter(ErrorHandlerContext context, byte[] key, byte[] value,
                                                  Exception error) {
        return new ProducerRecord<>(topic, null, context.timestamp() < 0 ? null : context.timestamp(), key, value,
            DeadLetter.headers(context.headers(),
                new DeadLetter.Origin(context.topic(), context.partition(), context.offset()), error));
    }
}

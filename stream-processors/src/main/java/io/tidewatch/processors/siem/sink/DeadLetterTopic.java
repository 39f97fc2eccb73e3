package io.tidewatch.processors.siem.sink;

import io.tidewatch.schemas.DeadLetterHeaders;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** The dead letter topic, with the headers that the processors give their dead letters too. */
final class DeadLetterTopic implements DeadLetterOffice {
    private final String topic;
    private final Map<String, Object> client;
    private Producer<String, byte[]> producer;

    /** Connects when there is something to set aside. */
    DeadLetterTopic(String topic, Map<String, Object> client) {
        this.topic = topic;
        this.client = client;
    }

    @Override
    public void take(ConsumerRecord<String, byte[]> record, String reason) throws IOException {
        ProducerRecord<String, byte[]> letter = new ProducerRecord<>(topic, null, record.key(), record.value());
        record.headers().forEach(letter.headers()::add);
        DeadLetterHeaders.message(letter.headers(), String.valueOf(reason));
        DeadLetterHeaders.origin(letter.headers(), record.topic(), record.partition(), record.offset());
        try {
            connected().send(letter).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException | KafkaException e) {
            throw new IOException("the dead letter topic does not take it: " + e.getMessage(), e);
        }
    }

    private Producer<String, byte[]> connected() {
        if (producer == null) {
            Map<String, Object> settings = new HashMap<>(client);
            settings.put(ProducerConfig.ACKS_CONFIG, "all");
            producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
        }
        return producer;
    }

    @Override
    public void close() {
        if (producer != null) {
            producer.close();
        }
    }
}

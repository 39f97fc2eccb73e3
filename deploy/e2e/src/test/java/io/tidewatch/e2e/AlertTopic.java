package io.tidewatch.e2e;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * An alert topic of its own, under another prefix, on the broker of the demo: it holds the demo's alerts and what a
 * test adds, for sinks to send.
 */
final class AlertTopic implements AutoCloseable {
    private static final String OF_THE_DEMO = "tidewatch.alerts.events.v1";
    private static final int FRAME = 5;

    private final String prefix;
    private final Demo.Run demo;
    private final byte[] frame;
    private final List<GenericRecord> steps;
    private final KafkaProducer<String, byte[]> producer;
    private final Admin admin;

    private AlertTopic(Demo.Run demo, String prefix) {
        this.demo = demo;
        this.prefix = prefix;
        try (TopicReader topics = demo.standalone().topics()) {
            steps = topics.read(OF_THE_DEMO).stream().map(TopicReader.Entry::value).toList();
            frame = Arrays.copyOf(topics.readBytes(OF_THE_DEMO).get(0).value(), FRAME);
        }
        Map<String, Object> client = Map.of("bootstrap.servers", demo.standalone().broker());
        producer = new KafkaProducer<>(client, new StringSerializer(), new ByteArraySerializer());
        admin = Admin.create(client);
    }

    /** Makes the topics that a sink looks for, and puts the demo's alerts there. */
    static AlertTopic create(Demo.Run demo, String prefix) {
        AlertTopic topic = new AlertTopic(demo, prefix);
        try {
            topic.admin.createTopics(List.of(new NewTopic(topic.name(), 1, (short) 1),
                new NewTopic(topic.deadLetters(), 1, (short) 1))).all().get();
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
        topic.publish(topic.steps);
        return topic;
    }

    private String name() {
        return prefix + "alerts.events.v1";
    }

    String deadLetters() {
        return prefix + "dlq.v1";
    }

    /** The steps of the demo's alerts, in order. */
    List<GenericRecord> steps() {
        return steps;
    }

    /** Starts {@code tidewatch sink} on it, from the beginning. */
    Background sink(String name, String to, String format, List<String> settings) {
        return sink(demo, prefix, name, to, format, settings);
    }

    /** The same on the topics with any prefix. */
    static Background sink(Demo.Run demo, String prefix, String name, String to, String format,
            List<String> settings) {
        List<String> command = new ArrayList<>(List.of(Command.LAUNCHER.toString(), "sink", "--name", name, "--to", to,
            "--format", format, "--bootstrap-server", demo.standalone().broker(), "--schema-registry",
            demo.standalone().registry(), "--topic-prefix", prefix, "--from-beginning",
            // One that is killed leaves its place in the group only then.
            "--set", "kafka.session.timeout.ms=6000"));
        command.addAll(settings);
        return Background.start(demo.folder(), "sink-" + name, command);
    }

    /** Whether a sink has delivered all that is there. */
    boolean isDelivered(String sink) {
        try {
            TopicPartition partition = new TopicPartition(name(), 0);
            OffsetAndMetadata committed = admin.listConsumerGroupOffsets("tidewatch-sink-" + sink)
                .partitionsToOffsetAndMetadata().get().get(partition);
            return committed != null && committed.offset() == admin.listOffsets(Map.of(partition,
                OffsetSpec.latest())).partitionResult(partition).get().offset();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return false;
            }
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /** So many new steps, like those of the demo but for their ids. */
    List<GenericRecord> more(int count) {
        List<GenericRecord> more = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            GenericRecord step = copy(steps.get(i % steps.size()));
            step.put("alert_id", UUID.randomUUID().toString());
            step.put("event_id", UUID.randomUUID().toString());
            more.add(step);
        }
        return more;
    }

    static GenericRecord copy(GenericRecord step) {
        return GenericData.get().deepCopy(step.getSchema(), step);
    }

    /** Returns when the broker has them. */
    void publish(List<GenericRecord> published) {
        published.forEach(step -> producer.send(new ProducerRecord<>(name(), step.get("alert_id").toString(),
            encode(step))));
        producer.flush();
    }

    private byte[] encode(GenericRecord step) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(frame);
        try {
            BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
            new GenericDatumWriter<GenericRecord>(step.getSchema()).write(step, encoder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    @Override
    public void close() {
        producer.close();
        admin.close();
    }
}

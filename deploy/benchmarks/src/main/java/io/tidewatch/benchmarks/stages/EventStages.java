package io.tidewatch.benchmarks.stages;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import io.tidewatch.benchmarks.traffic.EventSerializer;
import io.tidewatch.capture.event.PacketEvents;
import io.tidewatch.capture.event.Segments;
import io.tidewatch.capture.source.CapturedFrame;
import io.tidewatch.capture.wire.Decoded;
import io.tidewatch.capture.wire.PacketDecoder;
import io.tidewatch.schemas.RegistryAccess;
import io.tidewatch.schemas.Topic;
import io.tidewatch.schemas.Topics;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** From a frame in memory to the bytes of its record, each benchmark one stage longer than the one before. */
@State(Scope.Thread)
public class EventStages {
    private final CapturedFrame[] frames = Batch.mixed();
    private final PacketDecoder decoder = new PacketDecoder();
    private PacketEvents events;
    private EventSerializer serializer;

    /** The agent's own classes; a registry in memory. */
    @Setup
    public void prepare() throws IOException, RestClientException {
        Topics topics = new Topics(Topics.DEFAULT_PREFIX);
        events = new PacketEvents(topics, "bench", "eth0", new Segments("bench", Map.of()));
        MockSchemaRegistryClient registry = new MockSchemaRegistryClient();
        for (Topic<?> topic : List.of(topics.gmp(), topics.icmp(), topics.malformed())) {
            registry.register(topic.subject(), new AvroSchema(topic.schema()));
        }
        serializer = new EventSerializer(topics, new RegistryAccess(registry, Duration.ZERO));
    }

    /** Frame to message. */
    @Benchmark
    @OperationsPerInvocation(Batch.SIZE)
    public void decode(Blackhole sink) {
        for (CapturedFrame frame : frames) {
            sink.consume(Batch.decode(decoder, frame));
        }
    }

    /** Frame to Avro record, with topic and key. */
    @Benchmark
    @OperationsPerInvocation(Batch.SIZE)
    public void decodeAndMap(Blackhole sink) {
        for (CapturedFrame frame : frames) {
            Decoded decoded = Batch.decode(decoder, frame);
            if (!(decoded instanceof Decoded.NotOfInterest)) {
                sink.consume(events.of(frame, decoded));
            }
        }
    }

    /** Frame to the bytes that Kafka gets as value. */
    @Benchmark
    @OperationsPerInvocation(Batch.SIZE)
    public void decodeMapAndSerialise(Blackhole sink) {
        for (CapturedFrame frame : frames) {
            Decoded decoded = Batch.decode(decoder, frame);
            if (!(decoded instanceof Decoded.NotOfInterest)) {
                sink.consume(serializer.serialize(events.of(frame, decoded)));
            }
        }
    }
}

package io.tidewatch.capture.publish;

import io.tidewatch.capture.event.PacketEvent;
import io.tidewatch.schemas.SegmentPartitioner;
import io.tidewatch.schemas.SensorState;
import io.tidewatch.schemas.SensorStatus;
import io.tidewatch.schemas.Topic;
import io.tidewatch.schemas.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Small records and a producer that knows the partitions of our topics. */
final class Events {
    static final Topics TOPICS = new Topics(Topics.DEFAULT_PREFIX);
    private static final int PARTITIONS = 7;
    private static final int FRAME = 5;

    private Events() {
    }

    static PacketEvent gmp(String segment) {
        return event(TOPICS.gmp(), segment, segment);
    }

    static PacketEvent icmp(String segment, String receiver) {
        return event(TOPICS.icmp(), Topics.key(segment, receiver), segment);
    }

    static PacketEvent malformed(String sensor, String segment) {
        return event(TOPICS.malformed(), sensor, segment);
    }

    private static PacketEvent event(Topic<? extends SpecificRecord> topic, String key, String segment) {
        return new PacketEvent(topic, key, segment, BlankRecord.of(topic.schema()));
    }

    static SensorStatus status(String sensor, String captureInterface, SensorState state) {
        SensorStatus blank = (SensorStatus) BlankRecord.of(TOPICS.sensors().schema());
        return SensorStatus.newBuilder(blank).setSensor(sensor).setInterface$(captureInterface).setState(state)
            .setSentAt(Instant.EPOCH).build();
    }

    /** A status as it is sent. */
    static SensorStatus status(byte[] framed) {
        return (SensorStatus) value(TOPICS.sensors().name(), framed);
    }

    /** A value of a topic as it is sent. */
    static SpecificRecord value(String topic, byte[] framed) {
        Schema schema = TOPICS.all().stream().filter(each -> each.name().equals(topic)).findFirst().orElseThrow()
            .schema();
        try {
            return new SpecificDatumReader<SpecificRecord>(schema).read(null,
                DecoderFactory.get().binaryDecoder(framed, FRAME, framed.length - FRAME, null));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Terms under which all schemas have ids and values of these topics may have so many bytes. */
    static Terms terms(ValueEncoder encoder, Map<String, Integer> limits) {
        return new Terms(encoder.schemas().keySet().stream().collect(Collectors.toMap(schema -> schema,
            schema -> 1)), limits);
    }

    /** A producer over seven partitions of each topic; {@code complete}: it acknowledges at once. */
    static MockProducer<String, byte[]> producer(boolean complete) {
        List<PartitionInfo> partitions = new ArrayList<>();
        TOPICS.all().forEach(topic -> {
            for (int i = 0; i < PARTITIONS; i++) {
                partitions.add(new PartitionInfo(topic.name(), i, null, null, null));
            }
        });
        Cluster cluster = new Cluster("test", List.of(new Node(0, "host", 1)), partitions, Set.of(),
            Set.of());
        SegmentPartitioner partitioner = new SegmentPartitioner();
        partitioner.configure(Map.of());
        return new MockProducer<>(cluster, complete, partitioner, new StringSerializer(),
            new ByteArraySerializer());
    }
}

package io.tidewatch.benchmarks.replay;

import io.tidewatch.benchmarks.Cluster;
import io.tidewatch.benchmarks.traffic.EventSerializer;
import io.tidewatch.capture.event.PacketEvent;
import io.tidewatch.capture.event.PacketEvents;
import io.tidewatch.capture.event.Segments;
import io.tidewatch.capture.source.CaptureFile;
import io.tidewatch.capture.source.CapturedFrame;
import io.tidewatch.capture.wire.Decoded;
import io.tidewatch.capture.wire.PacketDecoder;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The records that the agent makes of a recording, in its order, serialised into a file: for each the number of its
 * topic in {@code topics} (4 bytes), the length of its key (4), the length of its value (4), key, value.
 *
 * @param file the records
 * @param topics names of their topics
 * @param sum what the broker must hold afterwards
 */
record MadeRecords(Path file, List<String> topics, RecordSum sum) {
    /** The sensor that the agent must be called, for its ids to be the same. */
    static final String SENSOR = "bench";

    private static final int BUFFER = 1 << 20;

    /** Makes them, with the agent's own classes. */
    static MadeRecords of(Path recording, Path file, Cluster cluster) throws IOException {
        PacketEvents events = new PacketEvents(cluster.topics(), SENSOR, recording.getFileName().toString(),
            new Segments(SENSOR, Map.of()));
        EventSerializer values = new EventSerializer(cluster.topics(), cluster.registry());
        PacketDecoder decoder = new PacketDecoder();
        List<String> topics = new ArrayList<>();
        RecordSum sum = new RecordSum();
        try (CaptureFile capture = CaptureFile.open(recording);
             DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file),
                 BUFFER))) {
            boolean more = true;
            while (more) {
                more = capture.next(frame -> {
                    Decoded decoded = decode(decoder, frame);
                    if (!(decoded instanceof Decoded.NotOfInterest)) {
                        write(out, topics, events.of(frame, decoded), values, sum);
                    }
                });
            }
        }
        return new MadeRecords(file, List.copyOf(topics), sum);
    }

    private static Decoded decode(PacketDecoder decoder, CapturedFrame frame) {
        return decoder.decode(frame.linkType(), frame.bytes(), frame.offset(), frame.length(), frame.wireLength());
    }

    private static void write(DataOutputStream out, List<String> topics, PacketEvent event, EventSerializer values,
                              RecordSum sum) {
        String topic = event.topic().name();
        if (!topics.contains(topic)) {
            topics.add(topic);
        }
        byte[] key = event.key().getBytes(StandardCharsets.UTF_8);
        byte[] value = values.serialize(event);
        sum.add(topic, key, value);
        try {
            out.writeInt(topics.indexOf(topic));
            out.writeInt(key.length);
            out.writeInt(value.length);
            out.write(key);
            out.write(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

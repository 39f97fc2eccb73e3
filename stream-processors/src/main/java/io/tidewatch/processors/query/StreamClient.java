package io.tidewatch.processors.query;

import io.tidewatch.schemas.Alert;
import io.tidewatch.schemas.MembershipChange;
import io.tidewatch.schemas.RegistryUnavailableException;
import io.tidewatch.schemas.Topics;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells one client of changes as they are committed. The topics are the buffer: what the client has not read yet waits
 * there and not in memory, and a client that comes back goes on where it was. One that reads nothing for as long as
 * the server waits for a connection (30 s) is given up.
 */
final class StreamClient {
    private static final Logger LOG = LoggerFactory.getLogger(StreamClient.class);
    private static final Duration POLL = Duration.ofMillis(250);
    private static final Duration BEFORE = Duration.ofSeconds(5);

    private final StreamSource source;
    private final Filters filters;
    private final Duration heartbeat;
    private final Consumer<String, byte[]> consumer;
    private final StreamPosition position;
    private long told = System.nanoTime();
    private volatile boolean stopping;

    /**
     * Looks where to begin; nothing is told yet.
     *
     * @param after id of the last event that the client has; null: from now on
     * @param heartbeat how long it is silent at most
     * @throws Problem when there is no such event, or the topics can't be read
     */
    StreamClient(StreamSource source, Filters filters, String after, Duration heartbeat) {
        this.source = source;
        this.filters = filters;
        this.heartbeat = heartbeat;
        this.consumer = source.consumers().get();
        try {
            List<TopicPartition> partitions = partitions();
            consumer.assign(partitions);
            position = after == null ? new StreamPosition(source.changes().name(),
                consumer.endOffsets(partitions, BEFORE)) : StreamPosition.of(after, source.changes().name(),
                source.alerts().name(), partitions);
            position.next().forEach(consumer::seek);
        } catch (KafkaException e) {
            consumer.close();
            throw Problem.notReady("The changes can't be read just now; ask again in a moment.");
        } catch (Problem e) {
            consumer.close();
            throw e;
        }
    }

    private List<TopicPartition> partitions() {
        List<TopicPartition> partitions = new ArrayList<>();
        int count = consumer.partitionsFor(source.changes().name(), BEFORE).size();
        for (int partition = 0; partition < count; partition++) {
            if (filters.segment() == null || partition == Topics.segmentPartition(filters.segment(), count)) {
                partitions.add(new TopicPartition(source.changes().name(), partition));
            }
        }
        if (!filters.ofMemberships()) {
            consumer.partitionsFor(source.alerts().name(), BEFORE).forEach(info ->
                partitions.add(new TopicPartition(source.alerts().name(), info.partition())));
        }
        return partitions;
    }

    /** Of a client that is told nothing after all. */
    void close() {
        consumer.close();
    }

    /** Asks it to end; by any thread. */
    void stop() {
        stopping = true;
        consumer.wakeup();
    }

    /** Tells until it ends, and why it did. */
    StreamEnd tell(OutputStream out) {
        try (consumer) {
            write(out, "retry: 2000\nid: " + position.id() + "\nevent: begin\ndata: {}\n\n");
            while (!stopping) {
                try {
                    step(out);
                } catch (OffsetOutOfRangeException e) {
                    gap(out, e.offsetOutOfRangePartitions());
                }
            }
            return end(out, StreamEnd.STOPPING);
        } catch (WakeupException e) {
            return end(out, StreamEnd.STOPPING);
        } catch (KafkaException e) {
            LOG.warn("a stream of changes ends: {}", e.toString());
            return end(out, StreamEnd.SOURCE);
        } catch (IOException e) {
            LOG.debug("a client of the stream of changes is gone: {}", e.toString());
            return StreamEnd.GONE;
        }
    }

    private void step(OutputStream out) throws IOException {
        StringBuilder text = new StringBuilder();
        for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
            position.reach(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
            event(record, text);
        }
        if (text.length() > 0) {
            write(out, text.toString());
        } else if (System.nanoTime() - told > heartbeat.toNanos()) {
            // An id without data moves the position on where filters leave everything out.
            write(out, ": alive\nid: " + position.id() + "\n\n");
        }
    }

    private void event(ConsumerRecord<String, byte[]> record, StringBuilder text) {
        try {
            boolean change = record.topic().equals(source.changes().name());
            if (record.value() == null) {
                return;
            }
            Object value = change ? wanted(source.changeValues().deserialize(record.topic(), record.value()))
                : wanted(source.alertValues().deserialize(record.topic(), record.value()));
            if (value != null) {
                text.append("id: ").append(position.id()).append("\nevent: ").append(change ? "change" : "alert")
                    .append("\ndata: ").append(new String(Json.bytes(value), StandardCharsets.UTF_8)).append("\n\n");
            }
        } catch (RegistryUnavailableException e) {
            // Told as not told yet: the client comes back for it.
            position.reach(new TopicPartition(record.topic(), record.partition()), record.offset());
            throw e;
        } catch (SerializationException e) {
            LOG.warn("passing over a record that is not readable, on {} partition {} offset {}: {}", record.topic(),
                record.partition(), record.offset(), e.getMessage());
        }
    }

    private MembershipChange wanted(MembershipChange change) {
        return filters.test(change) ? change : null;
    }

    private Alert wanted(Alert alert) {
        return filters.test(alert) ? alert : null;
    }

    /** What the client would have had to read is not kept any more: it is told, and goes on with what is. */
    private void gap(OutputStream out, Map<TopicPartition, Long> lost) throws IOException {
        Set<TopicPartition> partitions = lost.keySet();
        Map<TopicPartition, Long> first = consumer.beginningOffsets(partitions, BEFORE);
        Map<TopicPartition, Long> behind = consumer.endOffsets(partitions, BEFORE);
        for (TopicPartition partition : partitions) {
            long at = lost.get(partition) > behind.get(partition) ? behind.get(partition) : first.get(partition);
            consumer.seek(partition, at);
            position.reach(partition, at);
        }
        write(out, "id: " + position.id() + "\nevent: gap\ndata: {\"detail\":\"What came behind the last event is not "
            + "kept any more: ask for the state, then go on.\"}\n\n");
    }

    private static StreamEnd end(OutputStream out, StreamEnd why) {
        try {
            out.write(("event: end\ndata: {\"detail\":\"" + why.about() + "\"}\n\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            LOG.debug("a client of the stream of changes is not told its end: {}", e.toString());
        }
        return why;
    }

    private void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
        told = System.nanoTime();
    }
}

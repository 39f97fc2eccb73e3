package io.tidewatch.processors.siem.sink;

import io.tidewatch.schemas.RegistryUnavailableException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a topic and hands it to one sink. What is handed over settles when the sink can no longer find out that it was
 * lost; only then its offsets are committed. When the sink fails, reading goes back to what has settled, and the same
 * is tried again, ever more seldom, while the group's membership is kept. For one thread, but for the counts.
 */
final class Feed {
    static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger(Feed.class);
    private static final Duration POLL = Duration.ofMillis(200);

    private final String topic;
    private final Consumer<String, byte[]> consumer;
    private final Deserializer<Message> values;
    private final Sink sink;
    private final DeadLetterOffice deadLetters;
    private final LongSupplier nanos;
    private final Map<TopicPartition, Long> settled = new HashMap<>();
    private final Deque<Handed> handed = new ArrayDeque<>();
    private Duration pause = FIRST_PAUSE;
    private long retryAt;
    private boolean failing;
    private volatile SinkCounts counts = new SinkCounts(0, 0, 0, 0, 0);

    /** What was handed over at once, and up to where that reaches. */
    private record Handed(long atNanos, Map<TopicPartition, Long> upTo) {
    }

    /** {@code nanos} is a monotonic clock. */
    Feed(String topic, Consumer<String, byte[]> consumer, Deserializer<Message> values, Sink sink,
              DeadLetterOffice deadLetters, LongSupplier nanos) {
        this.topic = topic;
        this.consumer = consumer;
        this.values = values;
        this.sink = sink;
        this.deadLetters = deadLetters;
        this.nanos = nanos;
    }

    void subscribe() {
        consumer.subscribe(List.of(topic), new Assignment());
    }

    SinkCounts counts() {
        return counts;
    }

    /** One round: reads what is there, hands it over, commits what has settled. */
    void step() {
        ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
        try {
            if (failing) {
                if (nanos.getAsLong() - retryAt < 0) {
                    return;
                }
                failing = false;
                consumer.resume(consumer.paused());
            }
            sink.check();
            if (!records.isEmpty()) {
                handOver(records);
            }
            commitSettled();
        } catch (IOException | RegistryUnavailableException e) {
            failed(e);
        }
    }

    private void handOver(ConsumerRecords<String, byte[]> records) throws IOException {
        List<ConsumerRecord<String, byte[]>> read = new ArrayList<>();
        List<Message> messages = new ArrayList<>();
        Map<ConsumerRecord<String, byte[]>, String> unreadable = new LinkedHashMap<>();
        for (ConsumerRecord<String, byte[]> record : records) {
            try {
                Message message = values.deserialize(record.topic(), record.value());
                if (message == null) {
                    throw new SerializationException("it has no value");
                }
                messages.add(message);
                read.add(record);
            } catch (RegistryUnavailableException e) {
                throw e;
            } catch (SerializationException e) {
                unreadable.put(record, e.getMessage());
            }
        }
        List<Sink.Rejection> rejections = messages.isEmpty() ? List.of() : sink.deliver(messages);
        for (Sink.Rejection rejection : rejections) {
            LOG.warn("{} {} is refused by the receiver and set aside: {}", messages.get(rejection.index()).kind(),
                messages.get(rejection.index()).id(), rejection.reason());
            deadLetters.take(read.get(rejection.index()), rejection.reason());
        }
        for (Map.Entry<ConsumerRecord<String, byte[]>, String> one : unreadable.entrySet()) {
            deadLetters.take(one.getKey(), one.getValue());
        }
        if (pause != FIRST_PAUSE) {
            LOG.info("the receiver is there again");
            pause = FIRST_PAUSE;
        }
        counts = new SinkCounts(counts.read() + records.count(), counts.delivered() + messages.size()
            - rejections.size(), counts.rejected() + rejections.size(), counts.unreadable() + unreadable.size(),
            counts.failures());
        handed.add(new Handed(nanos.getAsLong(), records.partitions().stream()
            .collect(Collectors.toMap(partition -> partition, consumer::position))));
    }

    private void commitSettled() {
        long before = nanos.getAsLong() - sink.settle().toNanos();
        Map<TopicPartition, Long> ready = new HashMap<>();
        while (!handed.isEmpty() && handed.peek().atNanos() - before <= 0) {
            ready.putAll(handed.remove().upTo());
        }
        commit(ready);
    }

    private void commit(Map<TopicPartition, Long> ready) {
        ready.keySet().retainAll(settled.keySet());
        if (!ready.isEmpty()) {
            settled.putAll(ready);
            try {
                consumer.commitSync(ready.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey,
                    each -> new OffsetAndMetadata(each.getValue()))));
            } catch (RetriableException | CommitFailedException | RebalanceInProgressException e) {
                // The next commit covers this one; who gets the partition before it sends the same again.
                LOG.warn("what is delivered could not be committed now: {}", e.toString());
            }
        }
    }

    private void failed(Exception cause) {
        counts = new SinkCounts(counts.read(), counts.delivered(), counts.rejected(), counts.unreadable(),
            counts.failures() + 1);
        LOG.warn("waiting for the receiver, next attempt in {} ms: {}", pause.toMillis(), cause.toString());
        handed.clear();
        settled.forEach(consumer::seek);
        consumer.pause(consumer.assignment());
        failing = true;
        retryAt = nanos.getAsLong() + pause.toNanos();
        Duration doubled = pause.multipliedBy(2);
        pause = doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
    }

    /** Ends in order: what was just handed over is given the time to settle. */
    void settleAll() throws InterruptedException {
        try {
            long until = nanos.getAsLong() + sink.settle().toNanos();
            while (!handed.isEmpty() && !failing && nanos.getAsLong() - until < 0) {
                Thread.sleep(POLL.toMillis());
                sink.check();
            }
            if (!failing) {
                commitSettled();
            }
        } catch (IOException e) {
            LOG.warn("what was handed over last is sent again at the next start: {}", e.toString());
        }
    }

    /** Where reading begins is fixed at once, so that a new sink misses nothing that comes after its start. */
    private final class Assignment implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            Map<TopicPartition, Long> begin = new HashMap<>();
            partitions.forEach(partition -> begin.put(partition, consumer.position(partition)));
            settled.putAll(begin);
            commit(begin);
            if (failing) {
                consumer.pause(partitions);
            }
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            settled.keySet().removeAll(partitions);
        }
    }
}

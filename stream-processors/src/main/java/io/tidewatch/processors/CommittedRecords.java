package io.tidewatch.processors;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Where committed records are. Behind the last one lie markers of transactions and aborted records, which nobody
 * processes or loads, so that offsets alone do not tell whether something is left. For one thread.
 */
final class CommittedRecords implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Supplier<? extends Consumer<?, ?>> readers;
    private Consumer<?, ?> reader;

    /** @param readers makes a consumer of committed records without a group; asked once, when it is needed */
    CommittedRecords(Supplier<? extends Consumer<?, ?>> readers) {
        this.readers = readers;
    }

    /** Whether all between the offset (null: the first there is) and the end was committed and holds no record. */
    boolean noneBetween(TopicPartition partition, Long offset, long end) {
        if (reader == null) {
            reader = readers.get();
        }
        List<TopicPartition> one = List.of(partition);
        reader.assign(one);
        long first = reader.beginningOffsets(one).get(partition);
        reader.seek(partition, offset == null ? first : Math.max(first, offset));
        long giveUpAt = System.nanoTime() + LOOK.toNanos();
        while (reader.position(partition) < end) {
            if (!reader.poll(POLL).isEmpty() || System.nanoTime() - giveUpAt >= 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() {
        if (reader != null) {
            reader.close();
        }
    }
}

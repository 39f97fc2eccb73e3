package io.tidewatch.processors;

import io.tidewatch.processors.query.Changelogs;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/** The changelogs of one Kafka Streams application, by the names that Kafka Streams gives them. */
final class StoreChangelogs implements Changelogs {
    private final String applicationId;
    private final CommittedRecords records;

    StoreChangelogs(String applicationId, Supplier<? extends Consumer<?, ?>> readers) {
        this.applicationId = applicationId;
        this.records = new CommittedRecords(readers);
    }

    @Override
    public boolean nothingBetween(String store, int partition, long from, long end) {
        return records.noneBetween(new TopicPartition(applicationId + '-' + store + "-changelog", partition), from,
            end);
    }

    @Override
    public void close() {
        records.close();
    }
}

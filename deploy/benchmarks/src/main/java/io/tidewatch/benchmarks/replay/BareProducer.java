package io.tidewatch.benchmarks.replay;

import io.tidewatch.benchmarks.Cluster;
import io.tidewatch.benchmarks.Run;
import io.tidewatch.capture.publish.ClientSettings;
import io.tidewatch.schemas.RecordOrigin;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends what is serialised already, headers and all, with the settings of the agent's replay but for its transactions,
 * and waits for the end.
 */
final class BareProducer {
    private static final int MAX_BLOCK_MS = 60_000;

    private BareProducer() {
    }

    /** Sends all; every record is acknowledged when it returns. */
    static void send(MadeRecords records, Cluster cluster) throws IOException {
        Map<String, Object> settings = new HashMap<>(new ClientSettings(cluster.bootstrapServers(),
            cluster.topics().prefix(), Map.of()).replay("none"));
        settings.keySet().removeAll(List.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG,
            ProducerConfig.TRANSACTION_TIMEOUT_CONFIG));
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK_MS);
        AtomicLong acknowledged = new AtomicLong();
        Callback receipt = (metadata, failure) -> acknowledged.addAndGet(failure == null ? 1 : 0);
        String bootId = UUID.randomUUID().toString();
        long sequence = 0;
        try (FileChannel channel = FileChannel.open(records.file());
             KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(settings, new ByteArraySerializer(),
                 new ByteArraySerializer())) {
            MappedByteBuffer bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
            while (bytes.hasRemaining()) {
                String topic = records.topics().get(bytes.getInt());
                byte[] key = new byte[bytes.getInt()];
                byte[] value = new byte[bytes.getInt()];
                bytes.get(key).get(value);
                ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, key, value);
                new RecordOrigin(bootId, ++sequence).write(record.headers());
                producer.send(record, receipt);
            }
        }
        Run.require(acknowledged.get() == records.sum().count(), "the bare producer sent " + records.sum().count()
            + " records and " + acknowledged.get() + " were acknowledged");
    }
}

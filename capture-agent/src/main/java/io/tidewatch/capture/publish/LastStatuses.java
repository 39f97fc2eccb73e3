package io.tidewatch.capture.publish;

import io.tidewatch.schemas.AvroSerde;
import io.tidewatch.schemas.OperatorError;
import io.tidewatch.schemas.RegistryAccess;
import io.tidewatch.schemas.RegistryUnavailableException;
import io.tidewatch.schemas.SensorStatus;
import io.tidewatch.schemas.Topics;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a sensor told last, as readers of committed records see it. Reads the whole of the sensors topic, since a
 * recording may hold several interfaces, which have their statuses on different partitions; the topic is compacted and
 * small.
 */
public final class LastStatuses {
    private static final Logger LOG = LoggerFactory.getLogger(LastStatuses.class);
    private static final Duration POLL = Duration.ofMillis(200);

    private final Topics topics;
    private final Deserializer<SensorStatus> values;
    private final Duration patience;

    public LastStatuses(Topics topics, RegistryAccess registry, Duration patience) {
        this(topics, new AvroSerde<>(topics.sensors(), registry).deserializer(), patience);
    }

    LastStatuses(Topics topics, Deserializer<SensorStatus> values, Duration patience) {
        this.topics = topics;
        this.values = values;
        this.patience = patience;
    }

    /**
     * The newest committed status of each interface of a sensor, by interface.
     *
     * @throws OperatorError when the broker does not answer in time
     */
    public Map<String, SensorStatus> of(ClientSettings settings, String sensor) {
        try (Consumer<String, byte[]> consumer = new KafkaConsumer<>(settings.lookUp(), new StringDeserializer(),
                new ByteArrayDeserializer())) {
            return of(consumer, sensor);
        }
    }

    Map<String, SensorStatus> of(Consumer<String, byte[]> consumer, String sensor) {
        String topic = topics.sensors().name();
        try {
            List<TopicPartition> partitions = consumer.partitionsFor(topic, patience).stream()
                .map(info -> new TopicPartition(topic, info.partition())).toList();
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, patience);
            consumer.seekToBeginning(partitions);
            Map<String, SensorStatus> last = new TreeMap<>();
            long giveUpAt = System.nanoTime() + patience.toNanos();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey(), patience)
                    < end.getValue())) {
                if (System.nanoTime() - giveUpAt > 0) {
                    throw unread(topic, "the broker did not deliver it within " + patience.toSeconds() + " s", null);
                }
                consumer.poll(POLL).forEach(record -> take(record, sensor, last));
            }
            return last;
        } catch (KafkaException e) {
            throw unread(topic, e.toString(), e);
        }
    }

    private void take(ConsumerRecord<String, byte[]> record, String sensor, Map<String, SensorStatus> last) {
        if (record.key() == null || record.value() == null || !record.key().startsWith(sensor + ':')) {
            return;
        }
        try {
            SensorStatus status = values.deserialize(record.topic(), record.value());
            if (status.getSensor().equals(sensor)) {
                last.put(status.getInterface$(), status);
            }
        } catch (RegistryUnavailableException e) {
            throw e;
        } catch (SerializationException e) {
            LOG.warn("passing over a status that is not readable, on {} partition {} offset {}: {}", record.topic(),
                record.partition(), record.offset(), e.getMessage());
        }
    }

    /**
     * The statuses of the newest run of a recording, by interface; empty when it was never begun.
     *
     * @param statuses a sensor's last statuses
     * @param digest the recording's digest
     */
    public static Map<String, SensorStatus> ofReplay(Map<String, SensorStatus> statuses, String digest) {
        Map<String, SensorStatus> run = new LinkedHashMap<>();
        statuses.values().stream().filter(status -> isReplayOf(status, digest))
            .max(Comparator.comparing(SensorStatus::getSentAt)).map(SensorStatus::getBootId)
            .ifPresent(boot -> statuses.forEach((name, status) -> {
                if (status.getBootId().equals(boot) && isReplayOf(status, digest)) {
                    run.put(name, status);
                }
            }));
        return run;
    }

    private static boolean isReplayOf(SensorStatus status, String digest) {
        return status.getReplay() != null && status.getReplay().getDigest().equals(digest);
    }

    private static OperatorError unread(String topic, String why, Exception cause) {
        return OperatorError.failed("What was replayed so far could not be read from " + topic, why,
            "Check the broker and the permission to read that topic, then start the agent again", cause);
    }
}

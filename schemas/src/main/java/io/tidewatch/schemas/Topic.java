package io.tidewatch.schemas;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.config.TopicConfig;

/**
 * One topic of the catalogue.
 *
 * @param <V> the record type of its values
 * @param name full name, prefix included
 * @param key what the key is made of; parts are joined by {@code |}
 * @param recordType class of the values; null where they are not Avro
 * @param keying how keys find their partition
 * @param cleanup what Kafka removes
 * @param retention how long a deleted-by-age topic keeps a record, and a compacted one a tombstone
 * @param about one line for people
 */
public record Topic<V extends SpecificRecord>(String name, String key, Class<V> recordType, Keying keying,
                                              Cleanup cleanup, Duration retention, String about) {

    /** How keys find their partition. */
    public enum Keying {
        /** By the part of the key before the first {@code |}: all that concerns one segment is in one partition. */
        SEGMENT,
        /** By the whole key, as Kafka's default partitioner does. */
        KEY
    }

    /** What Kafka removes. */
    public enum Cleanup {
        /** Records older than the retention. */
        DELETE,
        /** All but the newest record of each key. */
        COMPACT
    }

    /** The subject in the registry (TopicNameStrategy). */
    public String subject() {
        return name + "-value";
    }

    /** Whether the values are Avro in Confluent wire format. */
    public boolean avro() {
        return recordType != null;
    }

    /** The schema of the values; only for an Avro topic. */
    public Schema schema() {
        return SpecificData.get().getSchema(recordType);
    }

    /** Settings to create the topic with. */
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        if (cleanup == Cleanup.COMPACT) {
            settings.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
            settings.put(TopicConfig.DELETE_RETENTION_MS_CONFIG, Long.toString(retention.toMillis()));
            // A reader that starts from nothing reads the uncompacted tail: keep it short.
            settings.put(TopicConfig.SEGMENT_BYTES_CONFIG, Integer.toString(64 << 20));
            settings.put(TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG, "0.1");
            settings.put(TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG, Long.toString(Duration.ofMinutes(10).toMillis()));
        } else {
            settings.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE);
            settings.put(TopicConfig.RETENTION_MS_CONFIG, Long.toString(retention.toMillis()));
        }
        // Event time is in the values. The broker's own clock decides what is old: a replayed capture may be years
        // old and must not be deleted on arrival, nor one from a clock that runs ahead be refused.
        settings.put(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime");
        return settings;
    }
}

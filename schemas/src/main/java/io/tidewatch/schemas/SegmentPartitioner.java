package io.tidewatch.schemas;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.Partitioner;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.utils.Utils;

/**
 * Places records of a producer as the catalogue says: by the segment part of the key where the topic is keyed by
 * segment, by the whole key elsewhere. Setting {@link #PREFIX_CONFIG} names the topic prefix.
 */
public final class SegmentPartitioner implements Partitioner {
    /** Producer setting: the prefix of the topics. */
    public static final String PREFIX_CONFIG = "tidewatch.topic.prefix";

    private Set<String> bySegment = Set.of();

    @Override
    public void configure(Map<String, ?> configs) {
        Object prefix = configs.get(PREFIX_CONFIG);
        bySegment = new Topics(prefix == null ? Topics.DEFAULT_PREFIX : prefix.toString()).all().stream()
            .filter(topic -> topic.keying() == Topic.Keying.SEGMENT).map(Topic::name)
            .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public int partition(String topic, Object key, byte[] keyBytes, Object value, byte[] valueBytes, Cluster cluster) {
        int partitions = cluster.partitionCountForTopic(topic);
        byte[] hashed = bySegment.contains(topic) ? segmentOf(keyBytes) : keyBytes;
        return Utils.toPositive(Utils.murmur2(hashed)) % partitions;
    }

    /** {@link Topics#segmentOf} for a key that is serialised: no other character has the separator's byte in UTF-8. */
    private static byte[] segmentOf(byte[] key) {
        for (int i = 0; i < key.length; i++) {
            if (key[i] == '|') {
                return Arrays.copyOf(key, i);
            }
        }
        return key;
    }

    @Override
    public void close() {
        // Holds nothing.
    }
}

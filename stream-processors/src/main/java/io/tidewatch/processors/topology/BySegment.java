package io.tidewatch.processors.topology;

import io.tidewatch.schemas.Topics;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.streams.processor.StreamPartitioner;

/** Places records as the catalogue says for topics by segment: by the part of the key before the first {@code |}. */
final class BySegment<V> implements StreamPartitioner<String, V> {
    private static final int LONGEST = 200;

    @Override
    public Optional<Set<Integer>> partitions(String topic, String key, V value, int partitions) {
        return Optional.of(Set.of(Topics.segmentPartition(key, partitions)));
    }

    /** Whether a text is the name of a segment: [A-Za-z0-9._:@/-], 1 to 200 of them. Keys rely on it. */
    static boolean named(String segment) {
        if (segment == null || segment.isEmpty() || segment.length() > LONGEST) {
            return false;
        }
        for (int i = 0; i < segment.length(); i++) {
            char c = segment.charAt(i);
            // '-' to ':' are - . / 0-9 : and '@' to 'Z' are @ A-Z.
            if (!(c >= '-' && c <= ':' || c >= '@' && c <= 'Z' || c >= 'a' && c <= 'z' || c == '_')) {
                return false;
            }
        }
        return true;
    }
}

package io.tidewatch.processors.topology;

import io.tidewatch.processors.topology.state.FindingRow;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.processor.StreamPartitioner;

/** Places what is told of one cause together; what tells only how late it is goes to all partitions. */
final class ByCause implements StreamPartitioner<String, FindingRow> {
    @Override
    public Optional<Set<Integer>> partitions(String topic, String key, FindingRow row, int partitions) {
        if (row.getStep() == null) {
            return Optional.of(IntStream.range(0, partitions).boxed().collect(Collectors.toSet()));
        }
        int hash = Utils.toPositive(Utils.murmur2(key.getBytes(StandardCharsets.UTF_8)));
        return Optional.of(Set.of(hash % partitions));
    }
}

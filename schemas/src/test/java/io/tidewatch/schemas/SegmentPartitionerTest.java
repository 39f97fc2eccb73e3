package io.tidewatch.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;

class SegmentPartitionerTest {
    @Test
    void placesBySegmentWhereTheCatalogueSaysSo() {
        assertThat(partition("lab.icmp.v1", "lan|10.0.0.7")).isEqualTo(Topics.segmentPartition("lan", 16));
        assertThat(partition("lab.sensors.v1", "edge:eth0"))
            .isEqualTo(Utils.toPositive(Utils.murmur2(Utils.utf8("edge:eth0"))) % 16);
    }

    private static int partition(String topic, String key) {
        try (SegmentPartitioner partitioner = new SegmentPartitioner()) {
            partitioner.configure(Map.of(SegmentPartitioner.PREFIX_CONFIG, "lab."));
            Node node = new Node(1, "127.0.0.1", 1);
            List<PartitionInfo> partitions = IntStream.range(0, 16)
                .mapToObj(n -> new PartitionInfo(topic, n, node, new Node[] {node}, new Node[] {node})).toList();
            Cluster cluster = new Cluster("c", List.of(node), partitions, Set.of(), Set.of());
            return partitioner.partition(topic, key, Utils.utf8(key), null, null, cluster);
        }
    }
}

package io.tidewatch.processors.query;

import java.util.List;

/**
 * Where the state of two applications is, asked as one: the partitions of the second are numbered behind those of the
 * first. An instance may hold a partition of the one and not of the other.
 *
 * @param first partitions from 0
 * @param second partitions behind these
 */
public record JointPlacement(Placement first, Placement second) implements Placement {
    @Override
    public Instance self() {
        return first.self();
    }

    @Override
    public int partitions() {
        return first.partitions() + second.partitions();
    }

    @Override
    public int partitionOf(String segment) {
        throw new UnsupportedOperationException("a segment has a partition in each of the two");
    }

    @Override
    public List<Instance> holders(int partition) {
        int behind = first.partitions();
        return partition < behind ? first.holders(partition) : second.holders(partition - behind);
    }
}

package io.tidewatch.processors.query;

import java.util.List;

/** The placement of an application that has one instance and one partition. */
record Alone(Instance self) implements Placement {
    Alone() {
        this(new Instance("127.0.0.1", 1));
    }

    @Override
    public int partitions() {
        return 1;
    }

    @Override
    public int partitionOf(String segment) {
        return 0;
    }

    @Override
    public List<Instance> holders(int partition) {
        return List.of(self);
    }
}

package io.tidewatch.processors.query;

import java.util.List;

/** Which instances hold which partitions of one application. */
public interface Placement {

    /** This instance. */
    Instance self();

    /**
     * How many partitions there are; they are numbered from 0.
     *
     * @throws Problem while that is not known
     */
    int partitions();

    /** The partition of a segment. */
    int partitionOf(String segment);

    /**
     * Who can answer for a partition: first its owner, then those that hold a copy; empty while nobody is known to.
     *
     * @throws Problem while that is not known
     */
    List<Instance> holders(int partition);
}

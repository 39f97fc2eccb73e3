package io.tidewatch.benchmarks.applications;

import io.tidewatch.benchmarks.Cluster;
import io.tidewatch.processors.ProcessorsConfig;
import io.tidewatch.processors.StreamProcessors;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** One of the applications of {@code tidewatch process}, which runs with its usual settings but for its memory. */
public final class OurApplication implements Side {
    /** The default of {@code state.memory.bytes}. */
    public static final long STATE_BYTES = 256L << 20;

    private static final String PREFIX = "bench-";
    private static final String MEMBERSHIP = "membership";

    private final Cluster cluster;
    private final Path state;
    private final String prefix;
    private final String name;
    private final long stateBytes;

    /** With the memory for state that it has by default; {@code name} is membership or storms. */
    public OurApplication(Cluster cluster, Path state, String name) {
        this(cluster, state, PREFIX, name, STATE_BYTES);
    }

    /** Membership, with so many bytes of memory for state; {@code among} tells its threads from those of others. */
    public static OurApplication membership(Cluster cluster, Path state, String among, long stateBytes) {
        return new OurApplication(cluster, state, PREFIX + among + '-', MEMBERSHIP, stateBytes);
    }

    private OurApplication(Cluster cluster, Path state, String prefix, String name, long stateBytes) {
        this.cluster = cluster;
        this.state = state;
        this.prefix = prefix;
        this.name = name;
        this.stateBytes = stateBytes;
    }

    @Override
    public String id() {
        return prefix + name;
    }

    /** The storms application reads what the membership application reads, and more. */
    @Override
    public List<String> others() {
        return name.equals(MEMBERSHIP) ? List.of(prefix + "storms") : List.of();
    }

    @Override
    public Running start() {
        StreamProcessors processors = processors();
        return processors::close;
    }

    /** Started, with all that it can be asked. */
    public StreamProcessors processors() {
        StreamProcessors processors = StreamProcessors.create(ProcessorsConfig.of(Map.of(
            ProcessorsConfig.BOOTSTRAP_SERVERS, cluster.bootstrapServers(),
            ProcessorsConfig.SCHEMA_REGISTRY_URL, cluster.registryUrl(),
            ProcessorsConfig.APPLICATION_ID_PREFIX, prefix,
            ProcessorsConfig.STATE_DIR, state.toString(),
            ProcessorsConfig.STATE_MEMORY_BYTES, Long.toString(stateBytes),
            ProcessorsConfig.API_PORT, "0")));
        processors.start();
        return processors;
    }

    /** Where its state is. */
    public Path state() {
        return state;
    }
}

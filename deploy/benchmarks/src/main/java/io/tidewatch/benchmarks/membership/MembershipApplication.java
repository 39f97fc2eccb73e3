package io.tidewatch.benchmarks.membership;

import io.tidewatch.benchmarks.Cluster;
import io.tidewatch.processors.ProcessorsConfig;
import io.tidewatch.processors.StreamProcessors;
import java.nio.file.Path;
import java.util.Map;

/** What {@code tidewatch process} runs, with its usual settings. */
final class MembershipApplication implements Side {
    private static final String PREFIX = "bench-";

    private final Cluster cluster;
    private final Path state;

    MembershipApplication(Cluster cluster, Path state) {
        this.cluster = cluster;
        this.state = state;
    }

    @Override
    public String id() {
        return PREFIX + "membership";
    }

    @Override
    public Running start() {
        StreamProcessors processors = processors();
        return processors::close;
    }

    /** Started, with all that it can be asked. */
    StreamProcessors processors() {
        StreamProcessors processors = StreamProcessors.create(ProcessorsConfig.of(Map.of(
            ProcessorsConfig.BOOTSTRAP_SERVERS, cluster.bootstrapServers(),
            ProcessorsConfig.SCHEMA_REGISTRY_URL, cluster.registryUrl(),
            ProcessorsConfig.APPLICATION_ID_PREFIX, PREFIX,
            ProcessorsConfig.STATE_DIR, state.toString(),
            ProcessorsConfig.API_PORT, "0")));
        processors.start();
        return processors;
    }

    /** Where its state is. */
    Path state() {
        return state;
    }
}

package io.tidewatch.benchmarks;

import io.tidewatch.schemas.RegistryAccess;
import io.tidewatch.schemas.Topics;
import io.tidewatch.standalone.local.DataDirectory;
import io.tidewatch.standalone.local.Distribution;
import io.tidewatch.standalone.local.LocalCluster;
import io.tidewatch.standalone.local.Ports;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The broker and registry of {@code tidewatch standalone} on free ports, with the contract's topics and schemas. */
public final class Cluster implements AutoCloseable {
    private static final int PARTITIONS = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final DataDirectory directory;
    private final LocalCluster cluster;
    private final Ports ports;
    private final Topics topics = new Topics(Topics.DEFAULT_PREFIX);

    private Cluster(DataDirectory directory, Ports ports) {
        this.directory = directory;
        this.ports = ports;
        this.cluster = LocalCluster.start(directory, Distribution.registry(), ports, topics, PARTITIONS,
            (part, about, started) -> System.err.println(part + ": " + about),
            fault -> System.err.println("the broker ended: " + fault));
    }

    /** Starts it in an empty directory. */
    public static Cluster start(Path work) {
        DataDirectory directory = DataDirectory.open(work.resolve("cluster"));
        return new Cluster(directory, Ports.choose(directory, new Ports.Wish(0, 0, 0), PATIENCE));
    }

    public String bootstrapServers() {
        return ports.brokerAddress();
    }

    public String registryUrl() {
        return ports.registryUrl().toString();
    }

    public Topics topics() {
        return topics;
    }

    /** The registry as serializers need it. */
    public RegistryAccess registry() {
        return RegistryAccess.connect(List.of(registryUrl()), Map.of(), PATIENCE);
    }

    @Override
    public void close() {
        cluster.close();
        directory.close();
    }
}

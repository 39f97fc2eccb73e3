package io.tidewatch.standalone.local;

import io.tidewatch.schemas.OperatorError;
import io.tidewatch.schemas.RegistryAccess;
import io.tidewatch.schemas.Topics;
import io.tidewatch.standalone.setup.SchemaSetup;
import io.tidewatch.standalone.setup.TopicSetup;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Broker and registry of one machine, with the topics and schemas of the contract in them. Started in the order that
 * makes it quick: the registry takes longest and needs nobody, so it starts first and is waited for last.
 */
public final class LocalCluster implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LocalCluster.class);

    private final EmbeddedBroker broker;
    private final EmbeddedRegistry registry;

    private LocalCluster(EmbeddedBroker broker, EmbeddedRegistry registry) {
        this.broker = broker;
        this.registry = registry;
    }

    /** Told when a part is ready: its name, what to say about it, and when its start began (nanoTime). */
    public interface Listener {
        void ready(String part, String about, long startedNanos);
    }

    /**
     * Starts both and makes topics and schemas.
     *
     * @param registryHome the unpacked registry
     * @param partitions of topics that don't exist yet
     * @param onFault told when the broker ends the process
     */
    public static LocalCluster start(DataDirectory directory, Path registryHome, Ports ports, Topics topics,
                                     int partitions, Listener listener, Consumer<String> onFault) {
        long registryStarted = System.nanoTime();
        EmbeddedRegistry registry = EmbeddedRegistry.start(registryHome, directory.part("registry"),
            directory.part("logs").resolve("registry.log"), ports);
        EmbeddedBroker broker = null;
        LocalCluster started = null;
        try {
            long brokerStarted = System.nanoTime();
            broker = EmbeddedBroker.start(directory.part("kafka"), ports, onFault);
            listener.ready("broker", "Kafka on " + broker.bootstrapServers(), brokerStarted);
            long topicsStarted = System.nanoTime();
            try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                broker.bootstrapServers()))) {
                if (directory.endedUncleanly()) {
                    mend(admin, ports);
                }
                OffsetsTopic.keepSmall(admin);
                List<String> made = new TopicSetup(admin, topics).create(partitions, (short) 1);
                listener.ready("topics", made.size() + " created, " + (topics.all().size() - made.size()) + " existed",
                    topicsStarted);
            }
            registry.awaitReady();
            listener.ready("registry", "Apicurio on " + registry.url(), registryStarted);
            long schemasStarted = System.nanoTime();
            List<String> registered = new SchemaSetup(RegistryAccess.connect(List.of(registry.url().toString()),
                Map.of(), Duration.ZERO).client(), topics).register();
            listener.ready("schemas", registered.size() + " registered", schemasStarted);
            started = new LocalCluster(broker, registry);
            return started;
        } finally {
            if (started == null) {
                if (broker != null) {
                    broker.close();
                }
                registry.close();
            }
        }
    }

    private static void mend(Admin admin, Ports ports) {
        List<TopicPartition> ended = new HangingTransactions(admin, ports, System.currentTimeMillis()).end();
        if (!ended.isEmpty()) {
            LOG.warn("markers of transactions that the kill left open were written to {}", ended);
        }
    }

    public EmbeddedBroker broker() {
        return broker;
    }

    public EmbeddedRegistry registry() {
        return registry;
    }

    /** @throws OperatorError when a part has ended by itself */
    public void requireAlive() {
        if (!registry.alive()) {
            throw registry.ended();
        }
    }

    @Override
    public void close() {
        broker.close();
        registry.close();
    }
}

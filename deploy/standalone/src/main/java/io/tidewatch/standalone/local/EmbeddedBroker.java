package io.tidewatch.standalone.local;

import io.tidewatch.schemas.OperatorError;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * A Kafka broker and controller in this process (KRaft), on loopback, its data in one directory that survives a kill.
 * The only class that touches Kafka's internal API: an upgrade of Kafka is checked here.
 */
public final class EmbeddedBroker implements AutoCloseable {
    /** Of Kafka's own topic of groups, see {@link OffsetsTopic}. */
    static final int OFFSETS_PARTITIONS = 2;

    private static final int NODE = 1;
    /** Keys that differ from a cluster's: one node, one machine, quick to start and to notice a dead client. */
    private static final Map<String, String> SETTINGS = Map.ofEntries(
        Map.entry("process.roles", "broker,controller"),
        Map.entry("node.id", Integer.toString(NODE)),
        Map.entry("controller.listener.names", "CONTROLLER"),
        Map.entry("inter.broker.listener.name", "PLAINTEXT"),
        Map.entry("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT"),
        Map.entry("auto.create.topics.enable", "false"),
        Map.entry("default.replication.factor", "1"),
        Map.entry("min.insync.replicas", "1"),
        Map.entry("offsets.topic.replication.factor", "1"),
        Map.entry("offsets.topic.num.partitions", Integer.toString(OFFSETS_PARTITIONS)),
        Map.entry("transaction.state.log.replication.factor", "1"),
        Map.entry("transaction.state.log.min.isr", "1"),
        Map.entry("transaction.state.log.num.partitions", "2"),
        // After a kill, the restarted broker counts as another that is still there until this session is over.
        Map.entry("broker.session.timeout.ms", "6000"),
        Map.entry("broker.heartbeat.interval.ms", "1000"),
        // Must be longer than that: what times out before the broker is back is taken as aborted without a marker in
        // the logs (Kafka 4.3.1: "couldn't find leader endpoint ... can be skipped"), and its partitions hang for ever.
        // Nothing of ours waits for it: whoever comes back aborts what he had open himself.
        Map.entry("transaction.abort.timed.out.transaction.cleanup.interval.ms", "60000"),
        Map.entry("share.coordinator.state.topic.replication.factor", "1"),
        Map.entry("share.coordinator.state.topic.min.isr", "1"),
        Map.entry("share.coordinator.state.topic.num.partitions", "1"),
        Map.entry("group.initial.rebalance.delay.ms", "0"),
        Map.entry("group.streams.initial.rebalance.delay.ms", "0"),
        Map.entry("group.streams.min.session.timeout.ms", "6000"),
        Map.entry("group.streams.session.timeout.ms", "6000"),
        Map.entry("group.streams.min.heartbeat.interval.ms", "500"),
        Map.entry("group.streams.heartbeat.interval.ms", "500"),
        // What is read and what is written of it. Everything else is on the same machine: a compaction of many millions
        // of rows would take most of a core from it, again and again.
        Map.entry("log.cleaner.io.max.bytes.per.second", "33554432"),
        Map.entry("num.network.threads", "2"),
        Map.entry("num.io.threads", "4"),
        Map.entry("background.threads", "2"));
    /** Of the heap, for the keys that are compacted at a time. */
    private static final int CLEANER_SHARE = 32;
    private static final long LEAST_CLEANER_BYTES = 2 << 20;
    /** As Kafka by itself. */
    private static final long MOST_CLEANER_BYTES = 128 << 20;

    private final KafkaRaftServer server;
    private final String address;

    private EmbeddedBroker(KafkaRaftServer server, String address) {
        this.server = server;
        this.address = address;
    }

    /**
     * Formats the directory at its first start, then starts; returns when clients can connect.
     *
     * @param directory the broker's own place
     * @param ports broker and controller are taken of it
     * @param onFault told what a fault says that the broker can't survive; the process is ended behind it
     * @throws OperatorError when the broker does not start
     */
    public static EmbeddedBroker start(Path directory, Ports ports, Consumer<String> onFault) {
        return start(directory, ports, Map.of(), onFault);
    }

    /** The same with settings of Kafka that are to differ, as those of a cluster do. */
    public static EmbeddedBroker start(Path directory, Ports ports, Map<String, String> others,
                                       Consumer<String> onFault) {
        Exit.Procedure end = (code, message) -> {
            onFault.accept(message == null ? "exit code " + code : message);
            Runtime.getRuntime().halt(OperatorError.FAILED);
        };
        Exit.setExitProcedure(end);
        Exit.setHaltProcedure(end);
        try {
            format(directory);
            KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(settings(directory, ports, others), false),
                Time.SYSTEM);
            server.startup();
            return new EmbeddedBroker(server, ports.brokerAddress());
        } catch (Exception e) {
            throw OperatorError.failed("The embedded Kafka broker did not start on " + directory, e.toString(),
                "The log file beside it says more; a directory that can't be repaired can be given up by starting with "
                    + "another --data-dir", e);
        }
    }

    private static void format(Path directory) throws Exception {
        if (Files.exists(directory.resolve("meta.properties"))) {
            return;
        }
        Files.createDirectories(directory);
        new Formatter().setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
            .setNodeId(NODE).setClusterId(Uuid.randomUuid().toString()).addDirectory(directory.toString())
            .setMetadataLogDirectory(directory.toString()).setControllerListenerName("CONTROLLER").run();
    }

    private static Properties settings(Path directory, Ports ports, Map<String, String> others) throws IOException {
        Properties settings = new Properties();
        SETTINGS.forEach(settings::setProperty);
        // All that is kept of a topic is written anew for each buffer full of its keys.
        settings.setProperty("log.cleaner.dedupe.buffer.size", Long.toString(Math.min(MOST_CLEANER_BYTES,
            Math.max(LEAST_CLEANER_BYTES, Runtime.getRuntime().maxMemory() / CLEANER_SHARE))));
        String controller = Ports.HOST + ":" + ports.controller();
        settings.setProperty("listeners", "PLAINTEXT://" + ports.brokerAddress() + ",CONTROLLER://" + controller);
        settings.setProperty("advertised.listeners", "PLAINTEXT://" + ports.brokerAddress());
        settings.setProperty("controller.quorum.voters", NODE + "@" + controller);
        others.forEach(settings::setProperty);
        settings.setProperty("log.dirs", directory.toRealPath().toString());
        return settings;
    }

    /** What clients connect to first. */
    public String bootstrapServers() {
        return address;
    }

    /** Flushes and stops it. */
    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
        Exit.resetExitProcedure();
        Exit.resetHaltProcedure();
    }
}

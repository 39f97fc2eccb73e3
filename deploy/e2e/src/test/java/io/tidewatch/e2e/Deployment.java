package io.tidewatch.e2e;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;

/**
 * All of Tidewatch on hosts of its own: three brokers, a registry, up to three instances of the processors, and beside
 * them a sink with its receiver. The topics are there twice, under two prefixes.
 */
final class Deployment implements AutoCloseable {
    static final String PREFIX = "tidewatch.";
    /** Of topics that nothing is done to. */
    static final String CALM = "calm.";
    /** Many small processes that do not live long: what they compute is mostly their own start. */
    static final String JVM = "-Xmx384m -XX:+UseSerialGC -XX:TieredStopAtLevel=1";
    private static final List<String> PLACES = List.of("p0", "p1", "p2");
    private static final String CALM_PLACE = "calm";
    private static final int PARTITIONS = 4;
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final Path folder;
    private final Opened opened = new Opened();
    private Hosts hosts;
    private Brokers brokers;
    private Instances instances;
    private Receiver receiver;
    private Background sink;

    private Deployment(Path folder) {
        this.folder = folder;
    }

    /** Starts all but the instances; root only. */
    static Deployment start(Path folder, boolean ownDisks) {
        Deployment deployment = new Deployment(folder);
        try {
            deployment.build(ownDisks);
            return deployment;
        } catch (RuntimeException | AssertionError e) {
            deployment.close();
            throw e;
        }
    }

    private void build(boolean ownDisks) {
        hosts = opened.add(new Hosts(folder, Stream.of(Brokers.hosts(), PLACES, List.of(CALM_PLACE))
            .flatMap(List::stream).toList()));
        brokers = opened.add(new Brokers(folder, hosts));
        brokers.start(ownDisks);
        opened.add(Registry.start(folder, hosts.ours()));
        brokers.awaitWhole();
        for (String prefix : List.of(PREFIX, CALM)) {
            tidewatch("topics", "create", "--bootstrap-server", brokers.bootstrap(), "--topic-prefix", prefix,
                "--partitions", PARTITIONS, "--replication-factor", brokers.count());
            tidewatch("schemas", "register", "--schema-registry", Registry.url(hosts.ours()), "--topic-prefix", prefix);
        }
        keepClocks();
        instances = opened.add(new Instances(folder, hosts, PLACES, cluster(PREFIX)));
        if (ownDisks) {
            instances.ownDisks();
        }
        receiver = opened.add(Receiver.open());
        startSink();
    }

    /** A run in peace is to hear each clock, also one that is ten minutes old. */
    private void keepClocks() {
        List<AlterConfigOp> longer = Stream.of("min.compaction.lag.ms", "max.compaction.lag.ms").map(name ->
            new AlterConfigOp(new ConfigEntry(name, "86400000"), AlterConfigOp.OpType.SET)).toList();
        Brokers.answer(brokers.admin().incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.TOPIC,
            PREFIX + "sensors.v1"), longer)).all());
    }

    private void tidewatch(Object... words) {
        List<Object> command = new ArrayList<>(List.of(Command.LAUNCHER));
        command.addAll(List.of(words));
        Command.run(folder, LIMIT, command.toArray()).succeeded();
    }

    /** The options that say where broker and registry are, and how topics are called. */
    List<String> cluster(String prefix) {
        return List.of("--bootstrap-server", brokers.bootstrap(), "--schema-registry", Registry.url(hosts.ours()),
            "--topic-prefix", prefix);
    }

    Brokers brokers() {
        return brokers;
    }

    Instances instances() {
        return instances;
    }

    Receiver receiver() {
        return receiver;
    }

    TopicReader topics() {
        return new TopicReader(brokers.bootstrap(), Registry.url(hosts.ours()));
    }

    /** The host of an instance loses its link. */
    void cutOff(int instance) {
        hosts.cutOff(PLACES.get(instance));
    }

    void plugIn(int instance) {
        hosts.plugIn(PLACES.get(instance));
    }

    void startSink() {
        List<String> command = new ArrayList<>(List.of(Command.LAUNCHER.toString(), "sink", "--name", "chaos", "--to",
            receiver.url(), "--format", "ecs", "--from-beginning",
            // One that is killed leaves its place in the group only then.
            "--set", "kafka.session.timeout.ms=6000", "--set", "start.timeout.ms=60000"));
        command.addAll(cluster(PREFIX));
        sink = opened.add(Background.start(folder, "sink", command));
    }

    void killSink() {
        sink.kill();
    }

    /** One instance, which reads the other topics. */
    Instances calm() {
        Mirror.copy(brokers.bootstrap(), PREFIX, CALM);
        List<String> options = new ArrayList<>(cluster(CALM));
        options.addAll(List.of("--set", "application.id.prefix=calm-"));
        Instances calm = opened.add(new Instances(folder, hosts, List.of(CALM_PLACE), options));
        calm.start(0);
        calm.awaitReady(0);
        return calm;
    }

    @Override
    public void close() {
        opened.close();
    }
}

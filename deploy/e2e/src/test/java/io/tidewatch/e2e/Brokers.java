package io.tidewatch.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Uuid;

/** Kafka as a cluster: nodes that are broker and controller (KRaft), a process on a host each, three copies of all. */
final class Brokers implements AutoCloseable {
    private static final int NODES = 3;
    private static final int PORT = 9092;
    private static final int CONTROLLER_PORT = 9093;
    private static final long DISK = 4L << 30;
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Duration ANSWER = Duration.ofSeconds(5);
    /** As of a cluster, but for how soon the dead are missed: see "Several processors" in the README of deploy. */
    private static final String SETTINGS = """
        process.roles=broker,controller
        controller.listener.names=CONTROLLER
        inter.broker.listener.name=PLAINTEXT
        listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
        auto.create.topics.enable=false
        default.replication.factor=3
        min.insync.replicas=2
        offsets.topic.num.partitions=3
        transaction.state.log.num.partitions=3
        share.coordinator.state.topic.num.partitions=1
        broker.session.timeout.ms=6000
        broker.heartbeat.interval.ms=1000
        transaction.abort.timed.out.transaction.cleanup.interval.ms=500
        group.initial.rebalance.delay.ms=0
        group.streams.initial.rebalance.delay.ms=0
        group.streams.min.session.timeout.ms=6000
        group.streams.session.timeout.ms=6000
        group.streams.min.heartbeat.interval.ms=500
        group.streams.heartbeat.interval.ms=500
        num.network.threads=2
        num.io.threads=4
        background.threads=2
        log.cleaner.dedupe.buffer.size=2097152
        """;

    private final Path folder;
    private final Hosts hosts;
    private final String cluster = Uuid.randomUuid().toString();
    private final Background[] nodes = new Background[NODES];
    private final List<Disk> disks = new ArrayList<>();
    private Admin admin;

    /** None runs yet. */
    Brokers(Path folder, Hosts hosts) {
        this.folder = folder;
        this.hosts = hosts;
    }

    /** The hosts that it runs on. */
    static List<String> hosts() {
        return IntStream.range(0, NODES).mapToObj(Brokers::host).toList();
    }

    private static String host(int node) {
        return "b" + node;
    }

    /** Formats and starts them; {@link #awaitWhole} says when they are there. */
    void start(boolean ownDisks) {
        if (ownDisks) {
            hosts().forEach(host -> disks.add(Disk.mount(folder.resolve(host), DISK)));
        }
        try {
            List<Background> formatting = new ArrayList<>();
            for (int node = 0; node < NODES; node++) {
                Files.writeString(settings(node), SETTINGS + own(node));
                formatting.add(java(node, "kafka.tools.StorageTool", "format", "--cluster-id", cluster, "--config",
                    settings(node).toString()));
            }
            for (Background each : formatting) {
                if (each.exitCode() != 0) {
                    throw new AssertionError(each.output());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        admin = Admin.create(Map.of("bootstrap.servers", bootstrap()));
        for (int node = 0; node < NODES; node++) {
            start(node);
        }
    }

    private Path settings(int node) {
        return folder.resolve(host(node) + ".properties");
    }

    private String own(int node) {
        String address = hosts.address(host(node));
        String voters = IntStream.range(0, NODES).mapToObj(each -> each + "@" + hosts.address(host(each)) + ":"
            + CONTROLLER_PORT).collect(Collectors.joining(","));
        return "node.id=" + node + "\ncontroller.quorum.voters=" + voters + "\nlisteners=PLAINTEXT://" + address + ":"
            + PORT + ",CONTROLLER://" + address + ":" + CONTROLLER_PORT + "\nlog.dirs=" + folder.resolve(host(node))
            + "/log\n";
    }

    private Background java(int node, String type, String... arguments) {
        List<String> command = new ArrayList<>(hosts.on(host(node)));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(Deployment.JVM.split(" ")));
        command.addAll(List.of("-cp", Command.ROOT.resolve("deploy/standalone/target/tidewatch/lib") + "/*", type));
        command.addAll(List.of(arguments));
        return Background.start(folder, host(node), command);
    }

    void start(int node) {
        nodes[node] = java(node, "kafka.Kafka", settings(node).toString());
    }

    void kill(int node) {
        nodes[node].kill();
    }

    Disk disk(int node) {
        return disks.get(node);
    }

    int count() {
        return NODES;
    }

    String bootstrap() {
        return hosts().stream().map(host -> hosts.address(host) + ":" + PORT).collect(Collectors.joining(","));
    }

    Admin admin() {
        return admin;
    }

    /** The node whose controller is active. */
    int controller() {
        int[] leader = {-1};
        await("controller", () -> {
            leader[0] = answer(admin.describeMetadataQuorum().quorumInfo()).leaderId();
            return leader[0] >= 0;
        });
        return leader[0];
    }

    /** Waits until all nodes are up and every partition has all its copies. */
    void awaitWhole() {
        await("whole", () -> {
            if (answer(admin.describeCluster().nodes()).size() < NODES) {
                return false;
            }
            Collection<TopicDescription> topics = answer(admin.describeTopics(answer(admin.listTopics(
                new ListTopicsOptions().listInternal(true)).names())).allTopicNames())
                .values();
            return topics.stream().flatMap(topic -> topic.partitions().stream())
                .allMatch(partition -> partition.isr().size() == partition.replicas().size());
        });
    }

    private void await(String what, BooleanSupplier condition) {
        await(what, condition, this::outputs);
    }

    /** Waits for what a cluster says; one that does not answer yet says no. */
    static void await(String what, BooleanSupplier condition, Supplier<String> evidence) {
        if (!Waiting.until(LIMIT, () -> says(condition))) {
            throw new AssertionError("no " + what + "\n" + evidence.get());
        }
    }

    /** Whether this holds; where nobody answers it does not. */
    static boolean says(BooleanSupplier condition) {
        try {
            return condition.getAsBoolean();
        } catch (Unanswered e) {
            // Who knows is away; another will know.
            return false;
        }
    }

    private String outputs() {
        StringBuilder all = new StringBuilder();
        for (int node = 0; node < NODES; node++) {
            all.append(host(node)).append(": ").append(nodes[node] == null ? "" : nodes[node].output()).append('\n');
        }
        return all.toString();
    }

    /** The cluster has not answered, or not yet in full. */
    static final class Unanswered extends RuntimeException {
        private static final long serialVersionUID = 1;

        Unanswered(Throwable cause) {
            super(cause);
        }
    }

    /** @throws Unanswered while there is no answer */
    static <T> T answer(KafkaFuture<T> future) {
        try {
            return future.get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new Unanswered(e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void close() {
        if (admin != null) {
            admin.close(ANSWER);
        }
        for (Background node : nodes) {
            if (node != null) {
                node.close();
            }
        }
        disks.forEach(Disk::close);
    }
}

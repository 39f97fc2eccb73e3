package io.tidewatch.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.MountableFile;

/**
 * A broker and a registry in containers, by Testcontainers, started once for all suites against them:
 * {@code @ExtendWith(ContainerCluster.class)} and a parameter of type {@link Running}. The images are ours, on a host
 * of their own, or, on this machine's Docker, those that {@code -Dtidewatch.kafka.image} and
 * {@code -Dtidewatch.registry.image} name.
 */
final class ContainerCluster extends Shared<ContainerCluster.Running> {
    private static final String KAFKA = System.getProperty("tidewatch.kafka.image");
    private static final String REGISTRY = System.getProperty("tidewatch.registry.image");

    ContainerCluster() {
        super(Running.class);
    }

    /** Whether suites against it are to run. */
    static boolean wanted() {
        return KAFKA != null || "all".equals(System.getProperty("tidewatch.require"));
    }

    /** Where containers run and what they are made of; their network is that of their host, so that ports stay. */
    private record Place(String address, String kafka, String registry) {
        static Place of(ExtensionContext context) {
            if (KAFKA == null && REGISTRY == null) {
                ContainerHost.Ready host = new ContainerHost().of(context);
                System.setProperty("DOCKER_HOST", host.docker().socket());
                return new Place(host.address(), "tidewatch-broker:1.0.0", "tidewatch-registry:1.0.0");
            }
            if (KAFKA == null || REGISTRY == null) {
                throw new AssertionError("name both images, tidewatch.kafka.image and tidewatch.registry.image");
            }
            if (!DockerClientFactory.instance().isDockerAvailable()) {
                Needs.nothing("there is no Docker that could be asked for " + KAFKA + " and " + REGISTRY);
            }
            return new Place("127.0.0.1", KAFKA, REGISTRY);
        }

        /** Below which the registry speaks Confluent's API. */
        String path() {
            return registry.contains("cp-schema-registry") ? "" : "/apis/ccompat/v7";
        }
    }

    /**
     * The cluster. The broker lets in who has a password, over TLS, and allows what the ACLs of
     * deploy/security/acls.md allow; on a listener of its own it lets in everybody, for what is not of these suites.
     */
    static final class Running implements AutoCloseable {
        private static final String STORE = "/opt/kafka/broker.p12";
        private static final int STOP_SECONDS = 60;
        private static final Duration LIMIT = Duration.ofMinutes(3);

        private final Path folder = Demo.temporary();
        private final Identity identity;
        private final String secure;
        private final String open;
        private final String registryUrl;
        private final GenericContainer<?> broker;
        private final GenericContainer<?> registry;
        private final Admin admin;

        private Running(Place place) {
            identity = Identity.make(folder, "broker", "ip:" + place.address());
            secure = place.address() + ':' + Command.freePort();
            open = place.address() + ':' + Command.freePort();
            registryUrl = "http://" + place.address() + ':' + Command.freePort() + place.path();
            admin = Admin.create(Map.of("bootstrap.servers", open));
            broker = container(place.kafka(), brokerSettings()).withCopyFileToContainer(
                MountableFile.forHostPath(identity.store(), 0644), STORE);
            registry = container(place.registry(), registrySettings(place.path()));
        }

        static Running start(Place place) {
            Running cluster = new Running(place);
            try {
                cluster.broker.start();
                cluster.registry.start();
                cluster.awaitBroker();
                cluster.awaitRegistry();
                Acls.allow(cluster.admin, Acls.documented());
                cluster.tidewatch("topics", "create", "--bootstrap-server", cluster.secure, "--partitions", 2,
                    "--replication-factor", 1, "--command-config", cluster.file("topics", cluster.login("setup")))
                    .succeeded();
                cluster.tidewatch("schemas", "register", "--schema-registry", cluster.registryUrl).succeeded();
                return cluster;
            } catch (RuntimeException | AssertionError e) {
                cluster.close();
                throw e;
            }
        }

        private static GenericContainer<?> container(String image, Map<String, String> variables) {
            return new GenericContainer<>(DockerImageName.parse(image)).withNetworkMode("host").withEnv(variables);
        }

        /** Variables of the image apache/kafka. */
        private Map<String, String> brokerSettings() {
            String controller = "127.0.0.1:" + Command.freePort();
            Map<String, String> settings = new LinkedHashMap<>(Map.of(
                "CLUSTER_ID", "dGlkZXdhdGNoLWNvbnRhaW4",
                "KAFKA_NODE_ID", "1",
                "KAFKA_PROCESS_ROLES", "broker,controller",
                "KAFKA_CONTROLLER_QUORUM_VOTERS", "1@" + controller,
                "KAFKA_CONTROLLER_LISTENER_NAMES", "CONTROLLER",
                "KAFKA_LISTENERS", "SECURE://" + secure + ",OPEN://" + open + ",CONTROLLER://" + controller,
                "KAFKA_ADVERTISED_LISTENERS", "SECURE://" + secure + ",OPEN://" + open,
                "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP", "SECURE:SASL_SSL,OPEN:PLAINTEXT,CONTROLLER:PLAINTEXT",
                "KAFKA_INTER_BROKER_LISTENER_NAME", "OPEN",
                "KAFKA_LOG_DIRS", "/var/lib/kafka/data"));
            settings.putAll(Map.of(
                "KAFKA_SSL_KEYSTORE_LOCATION", STORE,
                "KAFKA_SSL_KEYSTORE_TYPE", "PKCS12",
                "KAFKA_SSL_KEYSTORE_PASSWORD", Identity.PASSWORD,
                "KAFKA_SSL_KEY_PASSWORD", Identity.PASSWORD,
                "KAFKA_SASL_ENABLED_MECHANISMS", "PLAIN",
                "KAFKA_LISTENER_NAME_SECURE_PLAIN_SASL_JAAS_CONFIG", Acls.USERS.stream().map(user -> " user_" + user
                    + "=\"" + password(user) + '"').collect(Collectors.joining("", module(), ";")),
                "KAFKA_AUTHORIZER_CLASS_NAME", "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                "KAFKA_SUPER_USERS", "User:ANONYMOUS"));
            settings.putAll(Map.of(
                "KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false",
                "KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR", "1",
                "KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS", "1",
                "KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR", "1",
                "KAFKA_TRANSACTION_STATE_LOG_MIN_ISR", "1",
                "KAFKA_TRANSACTION_STATE_LOG_NUM_PARTITIONS", "1",
                "KAFKA_GROUP_STREAMS_INITIAL_REBALANCE_DELAY_MS", "0",
                "KAFKA_SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR", "1",
                "KAFKA_SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR", "1"));
            return settings;
        }

        /** Variables of Apicurio's image, or of Confluent's. */
        private Map<String, String> registrySettings(String path) {
            String address = registryUrl.substring("http://".length(), registryUrl.length() - path.length());
            String[] parts = address.split(":");
            return path.isEmpty() ? Map.of("SCHEMA_REGISTRY_HOST_NAME", parts[0], "SCHEMA_REGISTRY_LISTENERS",
                "http://" + address, "SCHEMA_REGISTRY_KAFKASTORE_BOOTSTRAP_SERVERS", "PLAINTEXT://" + open)
                : Map.of("QUARKUS_HTTP_HOST", parts[0], "QUARKUS_HTTP_PORT", parts[1]);
        }

        private static String module() {
            return "org.apache.kafka.common.security.plain.PlainLoginModule required";
        }

        private static String password(String user) {
            return user + "-7d21";
        }

        /** What a Kafka client is told that goes as this user. */
        private Map<String, String> login(String user) {
            return Map.of("security.protocol", "SASL_SSL", "sasl.mechanism", "PLAIN", "sasl.jaas.config", module()
                + " username=\"" + user + "\" password=\"" + password(user) + "\";", "ssl.truststore.type", "PEM",
                "ssl.truststore.location", identity.certificate().toString());
        }

        /** A file of settings of a process that goes as this user. */
        Path settings(String user, String... own) {
            Map<String, String> settings = new LinkedHashMap<>(Map.of("bootstrap.servers", secure,
                "schema.registry.url", registryUrl, "start.timeout.ms", "60000"));
            login(user).forEach((key, value) -> settings.put("kafka." + key, value));
            for (int i = 0; i < own.length; i += 2) {
                settings.put(own[i], own[i + 1]);
            }
            return file(user, settings);
        }

        private Path file(String name, Map<String, String> settings) {
            List<String> lines = new ArrayList<>();
            settings.forEach((key, value) -> lines.add(key + '=' + value));
            try {
                return Files.write(Files.createTempFile(folder, name + "-", ".properties"), lines);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        Path folder() {
            return folder;
        }

        Admin admin() {
            return admin;
        }

        /** The command, to its end. */
        Command.Done tidewatch(Object... words) {
            List<Object> command = new ArrayList<>(List.of(Command.LAUNCHER));
            command.addAll(List.of(words));
            return Command.run(folder, LIMIT, command.toArray());
        }

        TopicReader topics() {
            return new TopicReader(open, registryUrl);
        }

        NewerSchema newerSchema(String topic) {
            return new NewerSchema(open, registryUrl, topic);
        }

        /** SIGTERM, as {@code docker stop}; comes back when it has ended. */
        void stopBroker() {
            broker.getDockerClient().stopContainerCmd(broker.getContainerId()).withTimeout(STOP_SECONDS).exec();
        }

        /** The same broker with the same data and ports. */
        void startBroker() {
            broker.getDockerClient().startContainerCmd(broker.getContainerId()).exec();
            awaitBroker();
        }

        private void awaitBroker() {
            Brokers.await("broker in a container", () -> !Brokers.answer(admin.describeCluster().nodes()).isEmpty(),
                broker::getLogs);
        }

        private void awaitRegistry() {
            if (!Waiting.until(LIMIT, () -> Registry.answers(registryUrl))) {
                throw new AssertionError("no registry in a container\n" + registry.getLogs());
            }
        }

        /** Who ends first needs no other. */
        @Override
        public void close() {
            admin.close(Duration.ofSeconds(5));
            registry.stop();
            broker.stop();
            Demo.delete(folder);
        }
    }

    /** The host comes first, since it has to be there until the end. */
    @Override
    Running of(ExtensionContext context) {
        Place place = Place.of(context);
        return once(context, () -> Running.start(place));
    }
}

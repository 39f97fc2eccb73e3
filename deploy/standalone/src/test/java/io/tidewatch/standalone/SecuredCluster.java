package io.tidewatch.standalone;

import io.tidewatch.schemas.config.TlsFiles;
import io.tidewatch.standalone.local.DataDirectory;
import io.tidewatch.standalone.local.EmbeddedBroker;
import io.tidewatch.standalone.local.EmbeddedRegistry;
import io.tidewatch.standalone.local.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;

/**
 * A broker that lets in only who has a password (SCRAM-SHA-512 over TLS) or a certificate, and allows only what an ACL
 * allows; a registry behind TLS that wants a certificate and a password. Each secret is a word of its own in one file.
 */
final class SecuredCluster implements AutoCloseable {
    /** Who goes by a password. */
    static final List<String> USERS = List.of("setup", "replay", "processors", "sink");
    /** The setting that says as whom a client goes by its password. */
    static final String JAAS = "kafka.sasl.jaas.config";
    private static final String STORE_PASSWORD = "stores-4c1b07e9";
    private static final String REGISTRY_PASSWORD = "registry-d20f6a55";
    private static final String MECHANISM = "SCRAM-SHA-512";
    private static final long LIMIT = Duration.ofSeconds(60).toNanos();

    private final Path folder;
    private final Path trust;
    private final Identity client;
    private final DataDirectory data;
    private final EmbeddedBroker broker;
    private final EmbeddedRegistry registry;
    private final TlsFront front;
    private final Admin admin;
    private final String byPassword;
    private final String byCertificate;

    SecuredCluster(Path folder) throws Exception {
        this.folder = folder;
        Identity server = Identity.make(folder, "broker", STORE_PASSWORD);
        client = Identity.make(folder, "agent", STORE_PASSWORD);
        List<Identity> known = List.of(server, client);
        trust = Identity.trust(folder, known, STORE_PASSWORD);
        Path authorities = Identity.authorities(folder, known);
        data = DataDirectory.open(folder.resolve("cluster"));
        Ports ports = Ports.choose(data, new Ports.Wish(0, 0, 0), Duration.ofSeconds(10));
        registry = EmbeddedRegistry.start(Launched.ROOT.resolve("deploy/standalone/target/tidewatch/registry"),
            data.part("registry"), folder.resolve("registry.log"), ports);
        byPassword = "127.0.0.1:" + ports.broker();
        byCertificate = "127.0.0.1:" + freePort();
        broker = EmbeddedBroker.start(data.part("kafka"), ports, settings(server, ports), fault -> { });
        admin = Admin.create(settingsOf(server));
        for (String user : USERS) {
            admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(user,
                new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096), password(user)))).all().get();
        }
        registry.awaitReady();
        front = new TlsFront(registry.url(), new TlsFiles(server.keystore(), null, STORE_PASSWORD, authorities)
            .context("the front"), "tidewatch:" + REGISTRY_PASSWORD);
        keepSecrets();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private Map<String, String> settings(Identity server, Ports ports) {
        Map<String, String> settings = new TreeMap<>(tls(server));
        String listeners = "SASL_SSL://" + byPassword + ",SSL://" + byCertificate;
        settings.put("listeners", listeners + ",CONTROLLER://127.0.0.1:" + ports.controller());
        settings.put("advertised.listeners", listeners);
        settings.put("listener.security.protocol.map", "SASL_SSL:SASL_SSL,SSL:SSL,CONTROLLER:SSL");
        settings.put("inter.broker.listener.name", "SSL");
        settings.put("listener.name.ssl.ssl.client.auth", "required");
        settings.put("listener.name.controller.ssl.client.auth", "required");
        settings.put("sasl.enabled.mechanisms", MECHANISM);
        settings.put("listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config",
            "org.apache.kafka.common.security.scram.ScramLoginModule required;");
        settings.put("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        settings.put("allow.everyone.if.no.acl.found", "false");
        settings.put("super.users", "User:CN=broker");
        return settings;
    }

    private Map<String, String> tls(Identity identity) {
        return Map.of("ssl.keystore.location", identity.keystore().toString(), "ssl.keystore.type", "PKCS12",
            "ssl.keystore.password", STORE_PASSWORD, "ssl.key.password", STORE_PASSWORD,
            "ssl.truststore.location", trust.toString(), "ssl.truststore.type", "PKCS12",
            "ssl.truststore.password", STORE_PASSWORD);
    }

    private Map<String, Object> settingsOf(Identity identity) {
        Map<String, Object> settings = new LinkedHashMap<>(tls(identity));
        settings.put("bootstrap.servers", byCertificate);
        settings.put("security.protocol", "SSL");
        return settings;
    }

    static String password(String user) {
        return user + "-9b51e3aa";
    }

    /** Every word that nobody may print. */
    static List<String> secrets() {
        return Stream.concat(Stream.of(STORE_PASSWORD, REGISTRY_PASSWORD),
            USERS.stream().map(SecuredCluster::password)).toList();
    }

    private void keepSecrets() throws IOException {
        Properties secrets = new Properties();
        secrets.setProperty("stores", STORE_PASSWORD);
        secrets.setProperty("registry", "tidewatch:" + REGISTRY_PASSWORD);
        USERS.forEach(user -> secrets.setProperty(user, password(user)));
        try (var writer = Files.newBufferedWriter(secretsFile())) {
            secrets.store(writer, null);
        }
    }

    private Path secretsFile() {
        return folder.resolve("secrets.properties");
    }

    private String secret(String key) {
        return "${file:" + secretsFile() + ':' + key + '}';
    }

    /** Settings of a Kafka client that goes by a password, or of that with a certificate where the user is null. */
    private Map<String, String> kafka(String user) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("ssl.truststore.location", trust.toString());
        settings.put("ssl.truststore.type", "PKCS12");
        settings.put("ssl.truststore.password", secret("stores"));
        if (user == null) {
            settings.put("security.protocol", "SSL");
            settings.put("ssl.keystore.location", client.keystore().toString());
            settings.put("ssl.keystore.type", "PKCS12");
            settings.put("ssl.keystore.password", secret("stores"));
            settings.put("ssl.key.password", secret("stores"));
        } else {
            settings.put("security.protocol", "SASL_SSL");
            settings.put("sasl.mechanism", MECHANISM);
            settings.put("sasl.jaas.config", login(user, secret(user)));
        }
        return settings;
    }

    /** The value of {@link #JAAS}. */
    static String login(String user, String password) {
        return "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"" + user
            + "\" password=\"" + password + "\";";
    }

    /** Settings of the registry's client. */
    private Map<String, String> registry() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("basic.auth.credentials.source", "USER_INFO");
        settings.put("basic.auth.user.info", secret("registry"));
        settings.put("schema.registry.ssl.truststore.location", trust.toString());
        settings.put("schema.registry.ssl.truststore.type", "PKCS12");
        settings.put("schema.registry.ssl.truststore.password", secret("stores"));
        settings.put("schema.registry.ssl.keystore.location", client.keystore().toString());
        settings.put("schema.registry.ssl.keystore.type", "PKCS12");
        settings.put("schema.registry.ssl.keystore.password", secret("stores"));
        settings.put("schema.registry.ssl.key.password", secret("stores"));
        return settings;
    }

    private static Map<String, String> providers() {
        String classes = "org.apache.kafka.common.config.provider.";
        return Map.of("config.providers", "file,env", "config.providers.file.class", classes + "FileConfigProvider",
            "config.providers.env.class", classes + "EnvVarConfigProvider");
    }

    /** What a process is told of the cluster, as a file of settings. */
    Path settingsFile(String user, Map<String, String> own) throws IOException {
        Map<String, String> all = new LinkedHashMap<>(providers());
        kafka(user).forEach((key, value) -> all.put("kafka." + key, value));
        registry().forEach((key, value) -> all.put("registry." + key, value));
        all.put("start.timeout.ms", "60000");
        all.put("bootstrap.servers", user == null ? byCertificate : byPassword);
        all.put("schema.registry.url", front.url().toString());
        all.putAll(own);
        return write(user == null ? "certificate" : user, all);
    }

    /** What {@code topics} is told. */
    Path topicsFile(String user) throws IOException {
        Map<String, String> all = new LinkedHashMap<>(providers());
        all.putAll(kafka(user));
        return write("topics-" + user, all);
    }

    /** What {@code schemas} is told. */
    Path schemasFile() throws IOException {
        Map<String, String> all = new LinkedHashMap<>(providers());
        all.putAll(registry());
        return write("schemas", all);
    }

    private Path write(String name, Map<String, String> settings) throws IOException {
        List<String> lines = new ArrayList<>();
        settings.forEach((key, value) -> lines.add(key + '=' + value));
        return Files.write(folder.resolve(name + ".properties"), lines);
    }

    String byPassword() {
        return byPassword;
    }

    String registryUrl() {
        return front.url().toString();
    }

    /** Requests to the registry without the right password. */
    int refusedByRegistry() {
        return front.refused();
    }

    void delete(String topic) throws ExecutionException, InterruptedException {
        admin.deleteTopics(List.of(topic)).all().get();
    }

    void allow(Collection<AclBinding> acls) throws ExecutionException, InterruptedException {
        admin.createAcls(acls).all().get();
        awaitAcls(acls, true);
    }

    void forbid(AclBinding acl) throws ExecutionException, InterruptedException {
        admin.deleteAcls(List.of(acl.toFilter())).all().get();
        awaitAcls(List.of(acl), false);
    }

    /** All that is allowed. */
    Collection<AclBinding> allowed() throws ExecutionException, InterruptedException {
        return admin.describeAcls(AclBindingFilter.ANY).values().get();
    }

    /** The broker follows the controller a moment later. */
    private void awaitAcls(Collection<AclBinding> acls, boolean there) throws ExecutionException, InterruptedException {
        long giveUpAt = System.nanoTime() + LIMIT;
        while (there != allowed().containsAll(acls)) {
            if (System.nanoTime() > giveUpAt) {
                throw new AssertionError("the broker has " + allowed());
            }
            Thread.sleep(20);
        }
    }

    @Override
    public void close() {
        admin.close();
        front.close();
        registry.close();
        broker.close();
        data.close();
    }
}

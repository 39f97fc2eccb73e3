package io.tidewatch.standalone.command;

import io.tidewatch.schemas.OperatorError;
import io.tidewatch.schemas.Topics;
import io.tidewatch.standalone.setup.Reachability;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine.Option;

/** How a command finds the cluster. */
final class BrokerOptions {
    private static final String ASK_LIMIT_MS = "15000";

    @Option(names = "--bootstrap-server", paramLabel = "HOST:PORT",
        defaultValue = "${env:TIDEWATCH_BOOTSTRAP_SERVERS:-" + Defaults.BOOTSTRAP_SERVERS + "}",
        description = "Kafka broker to connect to first, or several joined by commas. "
            + "Default: $$TIDEWATCH_BOOTSTRAP_SERVERS, else " + Defaults.BOOTSTRAP_SERVERS + ".")
    private String servers;

    @Option(names = "--command-config", paramLabel = "FILE",
        description = "Properties file with client settings, such as security.protocol.")
    private Path settings;

    @Option(names = "--topic-prefix", paramLabel = "PREFIX", defaultValue = "${env:TIDEWATCH_TOPIC_PREFIX:-tidewatch.}",
        description = "What every topic's name starts with. Default: $$TIDEWATCH_TOPIC_PREFIX, else tidewatch.")
    private String prefix;

    Topics topics() {
        return new Topics(prefix);
    }

    /** A client that gives up in reasonable time, after a look whether anybody is there at all. */
    Admin connect() {
        Reachability.requireBroker(servers);
        Map<String, Object> client = new HashMap<>(ClientFile.read(settings));
        client.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, servers);
        client.putIfAbsent(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ASK_LIMIT_MS);
        client.putIfAbsent(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ASK_LIMIT_MS);
        try {
            return Admin.create(client);
        } catch (KafkaException e) {
            throw OperatorError.failed("The Kafka client for " + servers + " could not be set up",
                (e.getCause() == null ? e : e.getCause()).getMessage(), "Check --bootstrap-server and the file of "
                + "--command-config", e);
        }
    }
}

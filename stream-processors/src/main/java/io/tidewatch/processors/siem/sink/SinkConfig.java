package io.tidewatch.processors.siem.sink;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;
import static org.apache.kafka.common.config.ConfigDef.NO_DEFAULT_VALUE;

import io.tidewatch.processors.siem.AlertFormat;
import io.tidewatch.schemas.config.ClusterConfig;
import io.tidewatch.schemas.config.TlsFiles;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.NonEmptyString;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;

/** Settings of one sink. Keys under {@code kafka.} and {@code registry.} go to those clients unread. */
public final class SinkConfig extends ClusterConfig {
    public static final String NAME = "sink.name";
    public static final String TO = "sink.to";
    static final String OF = "sink.of";
    public static final String FORMAT = "sink.format";
    public static final String FROM = "sink.from";
    static final String FRAMING = "sink.framing";
    static final String DIALECT = "sink.dialect";
    static final String AUTHORIZATION = "sink.authorization";
    static final String SECRET = "sink.secret";
    static final String CA = "sink.tls.ca";
    static final String KEYSTORE = "sink.tls.keystore";
    static final String KEYSTORE_PASSWORD = "sink.tls.keystore.password";
    static final String INSECURE = "sink.insecure";

    private static final ConfigDef DEFINITION = receiverKeys(sinkKeys(clusterKeys(new ConfigDef())));

    private SinkConfig(Map<String, String> settings) {
        super(DEFINITION, settings);
        validate();
    }

    /**
     * The settings of one sink, validated, also against each other.
     *
     * @throws ConfigException when one does not hold
     */
    public static SinkConfig of(Map<String, String> settings) {
        return new SinkConfig(settings);
    }

    /** Every key with its type, default, range and meaning. */
    public static ConfigDef definition() {
        return new ConfigDef(DEFINITION);
    }

    private static ConfigDef sinkKeys(ConfigDef keys) {
        return keys
            .define(START_TIMEOUT_MS, Type.INT, 10_000, Range.between(100, 300_000), LOW,
                "How long broker and registry may take to answer at the start.")
            .define(NAME, Type.STRING, NO_DEFAULT_VALUE, new NonEmptyString(), HIGH,
                "Name of the sink: what it has delivered is remembered under it, as the consumer group "
                + "tidewatch-sink-NAME.");
    }

    private static ConfigDef receiverKeys(ConfigDef keys) {
        return keys
            .define(TO, Type.STRING, NO_DEFAULT_VALUE, new NonEmptyString(), HIGH,
                "The receiver: tls://host:6514, tcp://host:601 or udp://host:514 for syslog, or an https or http "
                + "address.")
            .define(OF, Type.STRING, "alerts", ValidString.in("alerts", "changes"), MEDIUM,
                "What is sent: alerts, or changes of memberships (OCSF network activity, over HTTP only).")
            .define(FORMAT, Type.STRING, "", ValidString.in("", "rfc5424", "cef", "leef", "ecs", "ocsf"), HIGH,
                "Format: rfc5424, cef, leef, ecs or ocsf. Empty: rfc5424 for syslog, ecs for HTTP, ocsf for changes.")
            .define(FROM, Type.STRING, "now", ValidString.in("now", "beginning"), MEDIUM,
                "Where a sink of a new name begins: with what comes from now on, or with all that is kept.")
            .define(FRAMING, Type.STRING, "length", ValidString.in("length", "line"), MEDIUM,
                "How syslog messages over TLS and TCP are told apart: each preceded by its length, or followed by a "
                + "line end.")
            .define(DIALECT, Type.STRING, "webhook", ValidString.in("webhook", "bulk", "hec"), MEDIUM,
                "How an HTTP receiver takes them: webhook (one a request), bulk (Elasticsearch, OpenSearch), hec "
                + "(Splunk).")
            .define(AUTHORIZATION, Type.PASSWORD, null, MEDIUM,
                "Value of the Authorization header for an HTTP receiver, such as: Splunk TOKEN.")
            .define(SECRET, Type.PASSWORD, null, MEDIUM,
                "Secret that the bodies for an HTTP receiver are signed with (HMAC-SHA-256, X-Tidewatch-Signature).")
            .define(CA, Type.STRING, "", MEDIUM,
                "File of certificates, PEM, that the receiver's must come from. Empty: those that Java trusts.")
            .define(KEYSTORE, Type.STRING, "", LOW, "File with our own key and certificate, where "
                + "the receiver asks for one: PKCS 12, or PEM.")
            .define(KEYSTORE_PASSWORD, Type.PASSWORD, null, LOW, "Its password, of PKCS 12.")
            .define(INSECURE, Type.BOOLEAN, false, LOW,
                "Allow secrets over plain HTTP to a receiver on another machine.");
    }

    private void validate() {
        if (!getString(NAME).matches("[A-Za-z0-9._-]{1,100}")) {
            throw new ConfigException(NAME, getString(NAME), "letters, digits and . _ - only, 100 at most");
        }
        Receiver receiver = receiver();
        if (receiver.http()) {
            requireHttp();
        } else if (to().getPort() < 0) {
            throw new ConfigException(TO, to(), "it names no port");
        }
        if (ofChanges()) {
            requireFormatOfChanges();
        }
        if (!receiver.http() && (secret(AUTHORIZATION) != null || secret(SECRET) != null)) {
            throw new ConfigException(TO, to(), "syslog has no place for " + AUTHORIZATION + " or " + SECRET);
        }
    }

    private void requireFormatOfChanges() {
        if (!receiver().http()) {
            throw new ConfigException(OF, getString(OF), "changes go to an https or http address only");
        }
        if (format() != AlertFormat.OCSF) {
            throw new ConfigException(FORMAT, getString(FORMAT), "changes are sent as ocsf only");
        }
    }

    private void requireHttp() {
        if (!format().json()) {
            throw new ConfigException(FORMAT, getString(FORMAT), "HTTP receivers take JSON: ecs or ocsf");
        }
        boolean secrets = secret(AUTHORIZATION) != null || secret(SECRET) != null;
        boolean here = List.of("localhost", "127.0.0.1", "[::1]").contains(to().getHost());
        if (secrets && receiver() == Receiver.HTTP && !here && !getBoolean(INSECURE)) {
            throw new ConfigException(TO, to(), "plain HTTP shows the secrets to the network: use https, or set "
                + INSECURE + "=true");
        }
    }

    /** What the scheme of the address asks for. */
    enum Receiver {
        TLS, TCP, UDP, HTTPS, HTTP;

        boolean http() {
            return this == HTTPS || this == HTTP;
        }
    }

    Receiver receiver() {
        String scheme = to().getScheme();
        for (Receiver receiver : Receiver.values()) {
            if (receiver.name().equalsIgnoreCase(scheme)) {
                return receiver;
            }
        }
        throw new ConfigException(TO, to(), "it begins with none of tls, tcp, udp, https, http");
    }

    /** Whether it sends changes of memberships; else alerts. */
    boolean ofChanges() {
        return getString(OF).equals("changes");
    }

    URI to() {
        try {
            URI uri = URI.create(getString(TO).strip());
            if (uri.getHost() == null) {
                throw new ConfigException(TO, getString(TO), "it names no host, as in tls://siem.example.net:6514");
            }
            return uri;
        } catch (IllegalArgumentException e) {
            throw new ConfigException(TO, getString(TO), "it is no address: " + e.getMessage());
        }
    }

    AlertFormat format() {
        String format = getString(FORMAT);
        if (format.isEmpty() && ofChanges()) {
            return AlertFormat.OCSF;
        }
        if (format.isEmpty()) {
            return receiver().http() ? AlertFormat.ECS : AlertFormat.RFC5424;
        }
        return AlertFormat.valueOf(format.toUpperCase(Locale.ROOT));
    }

    HttpDialect dialect() {
        return HttpDialect.valueOf(getString(DIALECT).toUpperCase(Locale.ROOT));
    }

    /** Whether a syslog message is preceded by its length. */
    boolean counted() {
        return getString(FRAMING).equals("length");
    }

    /** Null when it is not set. */
    String secret(String key) {
        Password password = getPassword(key);
        return password == null || password.value().isBlank() ? null : password.value().strip();
    }

    /**
     * Whom it trusts and who it is; reads the files that the settings name.
     *
     * @throws io.tidewatch.schemas.OperatorError when one does not hold what it should
     */
    public SSLContext tls() {
        return new TlsFiles(file(KEYSTORE), null, secret(KEYSTORE_PASSWORD), file(CA)).context("the sink");
    }

    private Path file(String key) {
        return getString(key).isBlank() ? null : Path.of(getString(key).strip());
    }

    String group() {
        return "tidewatch-sink-" + getString(NAME);
    }

    String from() {
        return getString(FROM).equals("now") ? "latest" : "earliest";
    }
}

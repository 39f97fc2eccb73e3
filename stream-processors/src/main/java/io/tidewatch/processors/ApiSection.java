package io.tidewatch.processors;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.tidewatch.processors.query.ApiSettings;
import io.tidewatch.processors.query.guard.Bounds;
import io.tidewatch.processors.query.guard.ServerTls;
import io.tidewatch.processors.query.guard.Tokens;
import io.tidewatch.schemas.config.TlsFiles;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.NonEmptyString;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;

/** The settings that begin with {@code api.}. */
final class ApiSection {
    static final String HOST = "api.host";
    static final String PORT = "api.port";
    static final String INSECURE = "api.insecure";
    static final String ADVERTISED = "api.advertised";
    private static final String URL = "api.url";
    private static final String TOKEN = "api.token";
    private static final String TOKEN_FILE = "api.token.file";
    private static final String KEYSTORE = "api.tls.keystore";
    private static final String KEYSTORE_PASSWORD = "api.tls.keystore.password";
    private static final String KEY = "api.tls.key";
    private static final String CA = "api.tls.ca";
    private static final String THREADS = "api.threads";
    private static final String FORWARD_TIMEOUT_MS = "api.forward.timeout.ms";
    private static final String STREAM_CLIENTS = "api.stream.clients";
    private static final String CONNECTIONS = "api.connections";
    private static final String CLIENT_CONNECTIONS = "api.client.connections";
    private static final String CLIENT_RATE = "api.client.rate";
    private static final String REQUEST_TIMEOUT_MS = "api.request.timeout.ms";
    private static final String COPY_LAG = "api.copy.lag";

    private static final int HIGHEST_PORT = 65_535;
    private static final Duration STREAM_HEARTBEAT = Duration.ofSeconds(5);
    private static final String HOST_AND_PORT = "([A-Za-z0-9._-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}])(:[0-9]{1,5})?";

    private ApiSection() {
    }

    static ConfigDef define(ConfigDef keys) {
        return bounds(access(keys
            .define(HOST, Type.STRING, "127.0.0.1", new NonEmptyString(), HIGH,
                "Address that the API listens on. Off loopback it needs a token, and TLS or " + INSECURE + ".")
            .define(PORT, Type.INT, 8787, Range.between(0, HIGHEST_PORT), HIGH,
                "Port of the API; 0: any free one.")
            .define(URL, Type.STRING, null, LOW,
                "Where people reach the API, for the links in alerts. Default: host and port, unless that is any port.")
            .define(ADVERTISED, Type.STRING, null, MEDIUM,
                "host or host:port at which the other instances reach this one's API, to pass on questions about the "
                + "state that is here. Default: " + HOST + " and the port; of 0.0.0.0 or ::, the address of this "
                + "machine.")
            .define(FORWARD_TIMEOUT_MS, Type.INT, 5000, Range.between(100, 60_000), LOW,
                "How long other instances may take to answer what is passed on to them.")
            .define(COPY_LAG, Type.LONG, 10_000L, Range.between(0L, 1L << 40), LOW,
                "How many records of its changelog a copy may lie behind to be answered from while the owner is "
                + "away.")));
    }

    private static ConfigDef access(ConfigDef keys) {
        return keys
            .define(TOKEN, Type.PASSWORD, null, HIGH,
                "Bearer token, 16 characters or more, that requests must carry; empty: none. Liveness and "
                + "readiness are told without it.")
            .define(TOKEN_FILE, Type.STRING, null, MEDIUM,
                "File of further tokens that will do, one a line; read again when it changes. Other instances are "
                + "asked with " + TOKEN + ", else with the first of these.")
            .define(KEYSTORE, Type.STRING, null, HIGH,
                "File with the certificate of the API, for TLS: PEM, with those that lead to its root, or PKCS 12 "
                + "with the key; read again when it changes. Empty: plain HTTP. All instances must agree.")
            .define(KEYSTORE_PASSWORD, Type.PASSWORD, null, MEDIUM, "Password of a PKCS 12 file.")
            .define(KEY, Type.STRING, null, MEDIUM,
                "PEM file of its private key, PKCS 8 and not encrypted. Empty: it is in " + KEYSTORE + ".")
            .define(CA, Type.STRING, null, MEDIUM,
                "PEM file of the certificates that those of the other instances must come from. Empty: those that "
                + "Java trusts.")
            .define(INSECURE, Type.BOOLEAN, false, MEDIUM,
                "Allow plain HTTP off loopback, for a network that encrypts by itself or a proxy that ends TLS.");
    }

    private static ConfigDef bounds(ConfigDef keys) {
        return keys
            .define(THREADS, Type.INT, 16, Range.between(4, 1000), LOW,
                "Requests served at a time; further ones wait.")
            .define(STREAM_CLIENTS, Type.INT, 32, Range.between(0, 10_000), LOW,
                "Clients of the stream of changes at a time; further ones are refused.")
            .define(CONNECTIONS, Type.INT, 512, Range.between(16, 100_000), LOW,
                "Connections at a time; further ones are closed at once.")
            .define(CLIENT_CONNECTIONS, Type.INT, 128, Range.between(1, 100_000), LOW,
                "The same of one client: an IPv4 address, or an IPv6 network of 64 bits. A proxy in front is one "
                + "client.")
            .define(CLIENT_RATE, Type.INT, 500, Range.between(0, 1_000_000), LOW,
                "Requests a second of one client, and twice as many at once after a pause; further ones are answered "
                + "429. What other instances pass on with a token is not counted again. 0: any number.")
            .define(REQUEST_TIMEOUT_MS, Type.INT, 30_000, Range.between(1000, 600_000), LOW,
                "How long a client may take to send a request, and again to get and take the answer, the stream of "
                + "changes aside; then its connection is closed.");
    }

    static void validate(AbstractConfig config) {
        String token = token(config);
        if (!token.isEmpty() && !Tokens.wellFormed(token)) {
            throw new ConfigException(TOKEN, Password.HIDDEN, "it needs 16 to 1000 characters, all visible ASCII");
        }
        if (advertised(config) != null && !advertised(config).matches(HOST_AND_PORT)) {
            throw new ConfigException(ADVERTISED, advertised(config), "give host or host:port, such as 10.0.0.5:8787 "
                + "or [fd00::5]:8787");
        }
        if (config.getInt(REQUEST_TIMEOUT_MS) < config.getInt(FORWARD_TIMEOUT_MS)) {
            throw new ConfigException(REQUEST_TIMEOUT_MS, config.getInt(REQUEST_TIMEOUT_MS), "it must be at least "
                + FORWARD_TIMEOUT_MS + ", which is " + config.getInt(FORWARD_TIMEOUT_MS));
        }
        if (file(config, KEYSTORE) == null) {
            for (String key : new String[] {KEY, CA}) {
                if (file(config, key) != null) {
                    throw new ConfigException(key, config.getString(key), "without " + KEYSTORE + " there is no TLS");
                }
            }
        }
        if (!Loopback.is(host(config))) {
            requireGuarded(config);
        }
    }

    private static void requireGuarded(AbstractConfig config) {
        if (token(config).isEmpty() && file(config, TOKEN_FILE) == null) {
            throw new ConfigException(HOST, host(config), "off loopback everybody who reaches it could read who is in "
                + "which group: set " + TOKEN + " or " + TOKEN_FILE + ", or bind to 127.0.0.1");
        }
        if (file(config, KEYSTORE) == null && !config.getBoolean(INSECURE)) {
            throw new ConfigException(HOST, host(config), "plain HTTP shows the token to the network: set " + KEYSTORE
                + " for TLS, bind to 127.0.0.1 behind a proxy that speaks it, or set " + INSECURE + "=true");
        }
    }

    /**
     * Where the API listens and whom it answers; reads the files that the settings name.
     *
     * @throws io.tidewatch.schemas.OperatorError when one does not hold what it should
     */
    static ApiSettings settings(AbstractConfig config) {
        Path keystore = file(config, KEYSTORE);
        Password password = config.getPassword(KEYSTORE_PASSWORD);
        ServerTls tls = keystore == null ? null : new ServerTls(new TlsFiles(keystore, file(config, KEY),
            password == null ? null : password.value(), file(config, CA)));
        return new ApiSettings(host(config), config.getInt(PORT), Tokens.of(token(config), file(config, TOKEN_FILE)),
            tls, new Bounds(config.getInt(CONNECTIONS), config.getInt(CLIENT_CONNECTIONS), config.getInt(CLIENT_RATE),
            Duration.ofMillis(config.getInt(REQUEST_TIMEOUT_MS))), config.getInt(THREADS),
            Duration.ofMillis(config.getInt(FORWARD_TIMEOUT_MS)), config.getInt(STREAM_CLIENTS), STREAM_HEARTBEAT);
    }

    static String host(AbstractConfig config) {
        return config.getString(HOST);
    }

    private static String token(AbstractConfig config) {
        Password token = config.getPassword(TOKEN);
        return token == null ? "" : token.value().strip();
    }

    private static Path file(AbstractConfig config, String key) {
        String path = config.getString(key);
        return path == null || path.isBlank() ? null : Path.of(path.strip());
    }

    /** Null when the other instances are to use the address that it listens on. */
    static String advertised(AbstractConfig config) {
        String advertised = config.getString(ADVERTISED);
        return advertised == null || advertised.isBlank() ? null : advertised.strip();
    }

    static long copyLag(AbstractConfig config) {
        return config.getLong(COPY_LAG);
    }

    /** Where people reach the API, without a slash at the end; null when nobody can know it before the start. */
    static String url(AbstractConfig config) {
        String url = config.getString(URL);
        if (url != null && !url.isBlank()) {
            return url.strip().replaceAll("/+$", "");
        }
        String host = host(config).indexOf(':') >= 0 && !host(config).startsWith("[") ? '[' + host(config) + ']'
            : host(config);
        int port = config.getInt(PORT);
        return port == 0 ? null : (file(config, KEYSTORE) == null ? "http://" : "https://") + host + ':' + port;
    }
}

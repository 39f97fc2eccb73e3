package io.tidewatch.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * An rsyslog of its own, beside whatever the system runs, with the configuration of deploy/siem; but its ports are free
 * ones of loopback, and its keys and files in a folder of the test.
 */
final class Rsyslog implements AutoCloseable {
    private static final Path CONFIGURATION = Command.ROOT.resolve("deploy/siem/rsyslog/tidewatch.conf");

    private final Path folder;
    private final int tls = Command.freePort();
    private final int tcp = Command.freePort();
    private final int udp = Command.freePort();
    private final Map<String, List<JsonNode>> received = new HashMap<>();
    private long read;
    private Background process;

    private Rsyslog(Path folder) {
        this.folder = folder;
    }

    /** Writes its configuration and makes the keys; does not start it yet. */
    static Rsyslog in(Path folder) {
        Rsyslog rsyslog = new Rsyslog(folder);
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("rsyslog.conf"), rsyslog.configuration());
            Identity.make(folder, "server", "dns:localhost");
            Identity.make(folder, "client", "dns:localhost");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rsyslog;
    }

    private String configuration() throws IOException {
        return Files.readString(CONFIGURATION).replace("port=\"6514\"", local(tls)).replace("port=\"601\"", local(tcp))
            .replace("port=\"514\"", local(udp)).replace("/etc/rsyslog.d/tidewatch/ca.pem", folder + "/client.pem")
            .replace("/etc/rsyslog.d/tidewatch/cert.pem", folder + "/server.pem")
            .replace("/etc/rsyslog.d/tidewatch/key.pem", folder + "/server.key")
            .replace("/var/log/tidewatch/alerts.jsonl", folder + "/received.jsonl");
    }

    private static String local(int port) {
        return "address=\"127.0.0.1\" port=\"" + port + "\"";
    }

    /** Starts it, also again. */
    void start() {
        process = Background.start(folder, "rsyslog", List.of("rsyslogd", "-n", "-f",
            folder.resolve("rsyslog.conf").toString(), "-i", folder.resolve("pid").toString()));
    }

    /** SIGTERM. */
    void stop() {
        process.terminate();
    }

    /** SIGKILL. The line that it was writing then is no line: the next one would be written behind it. */
    void kill() {
        process.kill();
        try {
            Files.deleteIfExists(folder.resolve("pid"));
            Path file = folder.resolve("received.jsonl");
            if (Files.exists(file)) {
                read(file);
                try (FileChannel lines = FileChannel.open(file, StandardOpenOption.WRITE)) {
                    lines.truncate(read);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where it takes TLS. Its certificate names localhost and nothing else. */
    String tls(String host) {
        return "tls://" + host + ":" + tls;
    }

    String tcp() {
        return "tcp://127.0.0.1:" + tcp;
    }

    String udp() {
        return "udp://127.0.0.1:" + udp;
    }

    /** Settings of a sink that trusts it and that it trusts. */
    List<String> trust() {
        return List.of("--set", "sink.tls.ca=" + folder.resolve("server.pem"), "--set", "sink.tls.keystore="
            + folder.resolve("client.p12"), "--set", "sink.tls.keystore.password=" + Identity.PASSWORD);
    }

    /** What came in so far by tls or udp, or over TCP as cef or leef, as it was parsed, in order. */
    List<JsonNode> received(String way) {
        try {
            Path file = folder.resolve("received.jsonl");
            if (Files.exists(file)) {
                read(file);
            }
            return received.getOrDefault(way, List.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Goes on where it was; what is behind the last line end is being written. */
    private void read(Path file) throws IOException {
        byte[] added;
        try (InputStream stream = Files.newInputStream(file)) {
            stream.skipNBytes(read);
            added = stream.readAllBytes();
        }
        int begin = 0;
        for (int i = 0; i < added.length; i++) {
            if (added[i] == '\n') {
                JsonNode message = Command.JSON.readTree(added, begin, i - begin);
                received.computeIfAbsent(way(message), unknown -> new ArrayList<>()).add(message);
                begin = i + 1;
            }
        }
        read += begin;
    }

    private static String way(JsonNode message) {
        String input = message.path("inputname").asText();
        return input.equals("tcp") ? message.path("msg").asText().split(":")[0].toLowerCase(Locale.ROOT) : input;
    }

    /** Waits until what it has received satisfies a test. */
    void await(String what, BooleanSupplier condition) {
        process.await(what, condition);
    }

    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
    }
}

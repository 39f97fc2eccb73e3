package io.tidewatch.processors.query.guard;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The door: where callers come in, and what is looked at from time to time while they do. */
public final class Guard implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Guard.class);
    /** Of a request line and its headers together; the answer beyond is 414 or 431. */
    private static final int HEAD_BYTES = 8 << 10;
    private static final long FILES_EVERY_S = 10;

    private final Tokens tokens;
    private final ServerTls tls;
    private final Connections connections;
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "tidewatch-api-guard");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * Nothing listens yet.
     *
     * @param tls null: plain HTTP
     * @param endless paths of answers that have no end
     */
    public Guard(Tokens tokens, ServerTls tls, Bounds bounds, Predicate<String> endless) {
        this.tokens = tokens;
        this.tls = tls;
        this.connections = new Connections(bounds, endless);
    }

    /** Where the server is to listen. */
    public Connector connector(Server server, HttpConfiguration http, String host, int port) {
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(HEAD_BYTES);
        http.addCustomizer(connections);
        HttpConnectionFactory plain = new HttpConnectionFactory(http);
        ServerConnector connector;
        if (tls == null) {
            connector = new ServerConnector(server, plain);
        } else {
            // Callers check our name, we do not check what they call us: an address will do.
            http.addCustomizer(new SecureRequestCustomizer(false));
            connector = new ServerConnector(server, new SslConnectionFactory(tls.factory(), plain.getProtocol()),
                plain);
        }
        connector.addBean(connections);
        connector.setHost(host);
        connector.setPort(port);
        return connector;
    }

    /** Begins to look. */
    public void start() {
        watch.scheduleWithFixedDelay(this::look, FILES_EVERY_S, FILES_EVERY_S, TimeUnit.SECONDS);
        watch.scheduleWithFixedDelay(() -> connections.cutSlow(System.nanoTime()), 1, 1, TimeUnit.SECONDS);
    }

    /** Takes over tokens and certificates that were changed. */
    public void look() {
        try {
            tokens.look();
            if (tls != null) {
                tls.look();
            }
        } catch (RuntimeException e) {
            // An exception would end the looking for good.
            LOG.warn("the files of tokens and certificates can't be looked at", e);
        }
    }

    /** Connections that were ended for this reason. */
    public long cut(Cut why) {
        return connections.count(why);
    }

    /** Connections now. */
    public int connections() {
        return connections.open();
    }

    @Override
    public void close() {
        watch.shutdownNow();
    }
}

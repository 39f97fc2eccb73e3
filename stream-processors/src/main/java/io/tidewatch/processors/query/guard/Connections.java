package io.tidewatch.processors.query.guard;

import java.net.InetSocketAddress;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;

/**
 * The connections of the API: only so many in all and of one client, and none that takes its time. The server's own
 * limit is for silence, so that a client that sends or takes a byte now and then would hold a connection, and where an
 * answer waits for it a thread, for ever.
 */
final class Connections implements Connection.Listener, HttpConfiguration.Customizer {
    private final Bounds bounds;
    private final Predicate<String> endless;
    private final Map<Connection, Held> held = new ConcurrentHashMap<>();
    private final Map<String, Integer> ofClient = new HashMap<>();
    private final Map<Cut, AtomicLong> cuts = new EnumMap<>(Cut.class);

    /** What is known of a connection. */
    private static final class Held {
        private final String client;
        private volatile long sinceNanos = System.nanoTime();
        private volatile boolean asking;
        private volatile boolean endless;
        /** It is being ended, which may take a while: who works on its answer has to notice. */
        private volatile boolean cut;

        private Held(String client) {
            this.client = client;
        }
    }

    /** @param endless paths of answers that have no end */
    Connections(Bounds bounds, Predicate<String> endless) {
        this.bounds = bounds;
        this.endless = endless;
        for (Cut cut : Cut.values()) {
            cuts.put(cut, new AtomicLong());
        }
    }

    @Override
    public void onOpened(Connection connection) {
        if (connection instanceof SslConnection) {
            // The connection inside of it is told as well.
            return;
        }
        Held opened = new Held(client(connection));
        held.put(connection, opened);
        int ofThis;
        synchronized (ofClient) {
            ofThis = ofClient.merge(opened.client, 1, Integer::sum);
        }
        if (held.size() > bounds.connections()) {
            cut(connection, opened, Cut.ALL);
        } else if (ofThis > bounds.connectionsOfClient()) {
            cut(connection, opened, Cut.CLIENT);
        }
    }

    private static String client(Connection connection) {
        return connection.getEndPoint().getRemoteSocketAddress() instanceof InetSocketAddress remote
            && remote.getAddress() != null ? Client.of(remote.getAddress()) : "unknown";
    }

    @Override
    public void onClosed(Connection connection) {
        Held closed = held.remove(connection);
        if (closed != null) {
            synchronized (ofClient) {
                ofClient.computeIfPresent(closed.client, (client, count) -> count == 1 ? null : count - 1);
            }
        }
    }

    /** A request has come whole. */
    @Override
    public Request customize(Request request, HttpFields.Mutable answer) {
        Held asking = held.get(request.getConnectionMetaData().getConnection());
        if (asking != null) {
            asking.endless = endless.test(request.getHttpURI().getCanonicalPath());
            asking.sinceNanos = System.nanoTime();
            asking.asking = true;
            Request.addCompletionListener(request, failure -> {
                asking.sinceNanos = System.nanoTime();
                asking.asking = false;
            });
        }
        return request;
    }

    /** Ends the connections that take longer than they may. */
    void cutSlow(long nowNanos) {
        held.forEach((connection, each) -> {
            boolean late = nowNanos - each.sinceNanos > bounds.request().toNanos();
            if (late && !each.cut && !(each.asking && each.endless)) {
                cut(connection, each, each.asking ? Cut.ANSWER : Cut.REQUEST);
            }
        });
    }

    private void cut(Connection connection, Held one, Cut why) {
        one.cut = true;
        cuts.get(why).incrementAndGet();
        connection.getEndPoint().close();
    }

    /** Connections that were ended for this reason. */
    long count(Cut why) {
        return cuts.get(why).get();
    }

    int open() {
        return held.size();
    }
}

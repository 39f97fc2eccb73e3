package io.tidewatch.processors.siem.sink;

import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Syslog over a stream: TLS (RFC 5425) or TCP, each message preceded by its length or followed by a line end (both ways
 * of RFC 6587). The protocol acknowledges nothing: what was written just before the connection broke may be lost, so
 * it counts as delivered only when the connection has held for a while after.
 */
final class SyslogSink implements Sink {
    private static final Logger LOG = LoggerFactory.getLogger(SyslogSink.class);
    private static final Duration SETTLE = Duration.ofSeconds(2);
    private static final int LOOK_MS = 1;

    private final StreamConnector connector;
    private final boolean counted;
    private Socket socket;
    private OutputStream out;

    /** {@code counted}: a message is preceded by its length; else followed by a line end. */
    SyslogSink(StreamConnector connector, boolean counted) {
        this.connector = connector;
        this.counted = counted;
    }

    @Override
    public List<Rejection> deliver(List<Message> messages) throws IOException {
        try {
            check();
            if (socket == null) {
                socket = connector.connect();
                out = new BufferedOutputStream(socket.getOutputStream());
            }
            for (Message message : messages) {
                if (counted) {
                    out.write((message.body().length + " ").getBytes(StandardCharsets.US_ASCII));
                }
                out.write(message.body());
                if (!counted) {
                    out.write('\n');
                }
            }
            out.flush();
            return List.of();
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /** Receivers send nothing; the end of their side is how they tell that they are gone. */
    @Override
    public void check() throws IOException {
        if (socket == null) {
            return;
        }
        try {
            socket.setSoTimeout(LOOK_MS);
            if (socket.getInputStream().read() < 0) {
                throw new EOFException("the receiver has closed the connection");
            }
        } catch (SocketTimeoutException stillThere) {
            // The usual case: it is silent.
            return;
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    @Override
    public Duration settle() {
        return SETTLE;
    }

    @Override
    public void close() {
        Socket open = socket;
        socket = null;
        out = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                // The socket is gone all the same, and what mattered was told before.
                LOG.debug("the connection did not close in order", e);
            }
        }
    }
}

package io.tidewatch.processors.siem.sink;

import io.tidewatch.processors.siem.AlertFormat;
import io.tidewatch.schemas.Alert;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * Syslog over UDP (RFC 5426): one message a datagram, the last resort. Nobody learns whether it arrives; only a host
 * that answers that nobody listens there is noticed.
 */
final class DatagramSink implements AlertSink {
    /** What every receiver must take (RFC 5426 section 3.2); a longer message is cut at its end. */
    private static final int LONGEST = 2048;

    private final String host;
    private final int port;
    private final AlertFormat format;
    private DatagramSocket socket;

    DatagramSink(String host, int port, AlertFormat format) {
        this.host = host;
        this.port = port;
        this.format = format;
    }

    @Override
    public List<Rejection> deliver(List<Alert> alerts) throws IOException {
        try {
            if (socket == null) {
                socket = new DatagramSocket();
                socket.connect(new InetSocketAddress(InetAddress.getByName(host), port));
            }
            for (Alert alert : alerts) {
                byte[] message = format.syslog(alert);
                socket.send(new DatagramPacket(message, Math.min(message.length, LONGEST)));
            }
            return List.of();
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    @Override
    public void check() {
        // There is nothing to look at.
    }

    @Override
    public Duration settle() {
        return Duration.ZERO;
    }

    @Override
    public void close() {
        if (socket != null) {
            socket.close();
            socket = null;
        }
    }
}

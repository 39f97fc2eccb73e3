package io.tidewatch.processors.siem.sink;

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
final class DatagramSink implements Sink {
    /** What every receiver must take (RFC 5426 section 3.2); a longer message is cut at its end. */
    private static final int LONGEST = 2048;

    private final String host;
    private final int port;
    private DatagramSocket socket;

    DatagramSink(String host, int port) {
        this.host = host;
        this.port = port;
    }

    @Override
    public List<Rejection> deliver(List<Message> messages) throws IOException {
        try {
            if (socket == null) {
                socket = new DatagramSocket();
                socket.connect(new InetSocketAddress(InetAddress.getByName(host), port));
            }
            for (Message message : messages) {
                socket.send(new DatagramPacket(message.body(), Math.min(message.body().length, LONGEST)));
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

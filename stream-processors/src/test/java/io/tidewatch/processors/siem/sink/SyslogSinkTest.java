package io.tidewatch.processors.siem.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewatch.processors.SampleAlerts;
import io.tidewatch.processors.siem.AlertFormat;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SyslogSinkTest {
    private static final int PATIENCE_MS = 10_000;
    private static final List<Message> STEPS = Stream.of(SampleAlerts.open(), SampleAlerts.close())
        .map(step -> new Message("alert", step.getEventId(), step.getWindowEnd(), AlertFormat.RFC5424.syslog(step)))
        .toList();

    private static StreamConnector to(ServerSocket server) {
        return new StreamConnector(server.getInetAddress().getHostAddress(), server.getLocalPort(), null);
    }

    private static ServerSocket server() throws IOException {
        ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        server.setSoTimeout(PATIENCE_MS);
        return server;
    }

    private static String read(Socket connection, int length) throws IOException {
        connection.setSoTimeout(PATIENCE_MS);
        return new String(new DataInputStream(connection.getInputStream()).readNBytes(length), StandardCharsets.UTF_8);
    }

    @Test
    void eachMessageIsPrecededByItsLength() throws IOException {
        byte[] open = STEPS.get(0).body();
        byte[] close = STEPS.get(1).body();
        String expected = open.length + " " + new String(open, StandardCharsets.UTF_8) + close.length + " "
            + new String(close, StandardCharsets.UTF_8);
        try (ServerSocket server = server(); SyslogSink sink = new SyslogSink(to(server), true)) {
            assertThat(sink.deliver(STEPS)).isEmpty();
            try (Socket connection = server.accept()) {
                assertThat(read(connection, expected.length())).isEqualTo(expected);
            }
        }
    }

    @Test
    void eachMessageIsFollowedByALineEnd() throws IOException {
        String expected = new String(STEPS.get(0).body(), StandardCharsets.UTF_8) + "\n";
        try (ServerSocket server = server(); SyslogSink sink = new SyslogSink(to(server), false)) {
            sink.deliver(STEPS.subList(0, 1));
            try (Socket connection = server.accept()) {
                assertThat(read(connection, expected.length())).isEqualTo(expected);
            }
        }
    }

    @Test
    void aReceiverThatGoesIsNoticedAndConnectedToAgain() throws IOException {
        try (ServerSocket server = server(); SyslogSink sink = new SyslogSink(to(server), true)) {
            sink.check();
            sink.deliver(STEPS.subList(0, 1));
            sink.check();
            server.accept().close();
            assertThatThrownBy(() -> {
                for (long end = System.nanoTime() + PATIENCE_MS * 1_000_000L; System.nanoTime() < end;) {
                    sink.check();
                }
            }).isInstanceOf(IOException.class);
            sink.deliver(STEPS.subList(0, 1));
            try (Socket connection = server.accept()) {
                assertThat(read(connection, 3)).matches("[0-9]{3}");
            }
        }
    }

    @Test
    void aReceiverThatIsAwayIsAnError() throws IOException {
        int port;
        try (ServerSocket server = server()) {
            port = server.getLocalPort();
        }
        try (SyslogSink sink = new SyslogSink(new StreamConnector("127.0.0.1", port, null), true)) {
            assertThatThrownBy(() -> sink.deliver(STEPS.subList(0, 1))).isInstanceOf(IOException.class);
        }
    }

    @Test
    void oneMessageADatagram() throws IOException {
        try (DatagramSocket receiver = new DatagramSocket(0, InetAddress.getLoopbackAddress());
             DatagramSink sink = new DatagramSink("127.0.0.1", receiver.getLocalPort())) {
            receiver.setSoTimeout(PATIENCE_MS);
            sink.deliver(STEPS);
            for (byte[] expected : List.of(STEPS.get(0).body(),
                    STEPS.get(1).body())) {
                DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
                receiver.receive(packet);
                assertThat(new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8))
                    .isEqualTo(new String(expected, StandardCharsets.UTF_8));
            }
        }
    }
}

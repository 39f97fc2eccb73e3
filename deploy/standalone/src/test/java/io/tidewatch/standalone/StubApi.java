package io.tidewatch.standalone;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/** Answers HTTP requests from a table of targets, one request a connection, and remembers what it was asked. */
final class StubApi implements AutoCloseable {
    private final String scheme;
    private final ServerSocket server;
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final List<String> headers = new CopyOnWriteArrayList<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();

    StubApi() throws IOException {
        this(ServerSocketFactory.getDefault(), "http");
    }

    /** One that speaks TLS. */
    StubApi(SSLContext identity) throws IOException {
        this(identity.getServerSocketFactory(), "https");
    }

    private StubApi(ServerSocketFactory sockets, String scheme) throws IOException {
        this.scheme = scheme;
        server = sockets.createServerSocket(0, 10, InetAddress.getByName("127.0.0.1"));
        Thread thread = new Thread(this::serve, "stub-api");
        thread.setDaemon(true);
        thread.start();
    }

    /** What to answer to a target, such as {@code /api/v1/alerts?status=ACTIVE}. */
    StubApi answer(String target, String body) {
        return answer(target, 200, body);
    }

    StubApi answer(String target, int status, String body) {
        answers.put(target, "HTTP/1.1 " + status + " OK\r\nContent-Type: application/json\r\nContent-Length: "
            + body.getBytes(StandardCharsets.UTF_8).length + "\r\nConnection: close\r\n\r\n" + body);
        return this;
    }

    String url() {
        return scheme + "://127.0.0.1:" + server.getLocalPort();
    }

    List<String> asked() {
        return asked;
    }

    /** The header of each request. */
    List<String> headers() {
        return headers;
    }

    private void serve() {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                BufferedReader reader = new BufferedReader(new InputStreamReader(socket.getInputStream(),
                    StandardCharsets.UTF_8));
                String target = reader.readLine().split(" ")[1];
                StringBuilder head = new StringBuilder();
                for (String line = reader.readLine(); !line.isEmpty(); line = reader.readLine()) {
                    head.append(line).append('\n');
                }
                headers.add(head.toString());
                asked.add(target);
                String answer = answers.getOrDefault(target, "HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n"
                    + "Connection: close\r\n\r\n{}");
                socket.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
            } catch (SSLException e) {
                // A client that does not trust us says so and goes.
                continue;
            } catch (IOException e) {
                if (!server.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}

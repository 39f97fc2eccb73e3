package io.tidewatch.processors.siem.sink;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** Connects to a receiver over TCP, with TLS where a factory for it is given; the certificate must name the host. */
final class StreamConnector {
    private static final int CONNECT_MS = 5_000;
    private static final int HANDSHAKE_MS = 10_000;

    private final String host;
    private final int port;
    private final SSLSocketFactory tls;

    /** {@code tls} null: without. */
    StreamConnector(String host, int port, SSLSocketFactory tls) {
        this.host = host;
        this.port = port;
        this.tls = tls;
    }

    Socket connect() throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(host, port), CONNECT_MS);
            socket.setTcpNoDelay(true);
            socket.setKeepAlive(true);
            return tls == null ? socket : secured(socket);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private Socket secured(Socket plain) throws IOException {
        SSLSocket socket = (SSLSocket) tls.createSocket(plain, host, port, true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        socket.setSSLParameters(parameters);
        socket.setSoTimeout(HANDSHAKE_MS);
        socket.startHandshake();
        return socket;
    }
}

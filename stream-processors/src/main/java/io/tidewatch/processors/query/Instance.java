package io.tidewatch.processors.query;

import java.net.URI;

/**
 * Where a process of the application answers.
 *
 * @param host name or address, IPv6 without brackets
 * @param port port of its API
 */
public record Instance(String host, int port) {

    URI address() {
        return URI.create("http://" + this);
    }

    /** {@code host:port}, as Kafka Streams and URLs write it. */
    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? '[' + host + ']' : host) + ':' + port;
    }
}

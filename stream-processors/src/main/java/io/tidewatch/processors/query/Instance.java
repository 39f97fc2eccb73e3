package io.tidewatch.processors.query;

/**
 * Where a process of the application answers.
 *
 * @param host name or address, IPv6 without brackets
 * @param port port of its API
 */
public record Instance(String host, int port) {

    /** {@code host:port}, as Kafka Streams and URLs write it. */
    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? '[' + host + ']' : host) + ':' + port;
    }
}

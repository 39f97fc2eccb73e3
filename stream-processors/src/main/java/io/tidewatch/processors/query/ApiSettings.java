package io.tidewatch.processors.query;

import java.time.Duration;

/**
 * Where the API listens and whom it answers.
 *
 * @param host address to bind to
 * @param port port; 0: any free one
 * @param token bearer token that requests must carry; empty: none, and then only requests that name this machine in
 *     their Host header are answered, so that no web page can read the API through its visitor's browser
 * @param threads requests served at a time
 * @param forwardLimit how long other instances may take to answer
 * @param streamClients clients of the stream of changes at a time
 * @param streamHeartbeat how long a stream of changes is silent at most; so long a client that is gone may go unnoticed
 */
public record ApiSettings(String host, int port, String token, int threads, Duration forwardLimit,
                          int streamClients, Duration streamHeartbeat) {

    /** Whether requests must carry the token. */
    boolean guarded() {
        return !token.isEmpty();
    }

    @Override
    public String toString() {
        return "ApiSettings[" + host + ':' + port + (guarded() ? ", with token]" : "]");
    }
}

package io.tidewatch.processors.query;

import io.tidewatch.processors.query.guard.Bounds;
import io.tidewatch.processors.query.guard.ServerTls;
import io.tidewatch.processors.query.guard.Tokens;
import java.time.Duration;

/**
 * Where the API listens and whom it answers.
 *
 * @param host address to bind to
 * @param port port; 0: any free one
 * @param tokens what requests must carry; none: only requests that name this machine in their Host header are answered,
 *     so that no web page can read the API through its visitor's browser
 * @param tls null: plain HTTP
 * @param bounds how much callers may take
 * @param threads requests served at a time
 * @param forwardLimit how long other instances may take to answer
 * @param streamClients clients of the stream of changes at a time
 * @param streamHeartbeat how long a stream of changes is silent at most; so long a client that is gone may go unnoticed
 */
public record ApiSettings(String host, int port, Tokens tokens, ServerTls tls, Bounds bounds, int threads,
                          Duration forwardLimit, int streamClients, Duration streamHeartbeat) {

    /** How addresses of this API, and of the other instances, begin. */
    String scheme() {
        return tls == null ? "http" : "https";
    }

    @Override
    public String toString() {
        return "ApiSettings[" + scheme() + ", " + host + ':' + port + ", " + tokens + ']';
    }
}

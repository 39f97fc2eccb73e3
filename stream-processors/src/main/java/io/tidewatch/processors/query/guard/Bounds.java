package io.tidewatch.processors.query.guard;

import java.time.Duration;

/**
 * How much callers may take.
 *
 * @param connections connections at a time
 * @param connectionsOfClient of them of one client
 * @param requestsPerSecond of one client; 0: as many as it likes
 * @param request how long a client may take to send a request, and to take the answer
 */
public record Bounds(int connections, int connectionsOfClient, int requestsPerSecond, Duration request) {
}

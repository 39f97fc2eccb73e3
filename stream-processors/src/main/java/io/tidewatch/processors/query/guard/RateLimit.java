package io.tidewatch.processors.query.guard;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often one client may ask: so many requests a second, and twice as many at once after a pause. Remembers a bounded
 * number of clients; who has not asked for the longest is forgotten first, and then has a full bucket again.
 */
public final class RateLimit {
    /** Clients that are remembered. */
    static final int MOST_CLIENTS = 10_000;

    private static final double NANOS = 1e9;

    private final double perSecond;
    private final Map<String, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > MOST_CLIENTS;
        }
    };

    /** What a client has left, and since when. */
    private static final class Bucket {
        private double left;
        private long sinceNanos;
    }

    /** @param perSecond 0: as often as it likes */
    public RateLimit(int perSecond) {
        this.perSecond = perSecond;
    }

    /**
     * Takes one request of a client.
     *
     * @param address as the server tells it
     * @return false when it has asked too often
     */
    public synchronized boolean take(String address, long nowNanos) {
        if (perSecond == 0) {
            return true;
        }
        Bucket bucket = buckets.computeIfAbsent(Client.of(address), unseen -> {
            Bucket full = new Bucket();
            full.left = 2 * perSecond;
            full.sinceNanos = nowNanos;
            return full;
        });
        double earned = Math.max(0, nowNanos - bucket.sinceNanos) / NANOS * perSecond;
        bucket.left = Math.min(2 * perSecond, bucket.left + earned);
        bucket.sinceNanos = nowNanos;
        if (bucket.left < 1) {
            return false;
        }
        bucket.left--;
        return true;
    }

    synchronized int clients() {
        return buckets.size();
    }
}

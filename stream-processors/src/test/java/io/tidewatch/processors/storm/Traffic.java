package io.tidewatch.processors.storm;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;

/** Synthetic messages, and what a segment says to them. Times are seconds after {@link #START}. */
final class Traffic {
    /** A whole second. */
    static final long START = 1_700_000_000_000L;
    static final String SEGMENT = "lan";

    private final List<IcmpError> errors = new ArrayList<>();
    private StormPolicy policy = StormPolicy.DEFAULT;
    private double endSeconds;

    Traffic policy(StormPolicy other) {
        policy = other;
        return this;
    }

    /** UDP of six hosts into a prefix that two routers send to each other. */
    Traffic loop(double from, double seconds, int pps, String prefix, String... routers) {
        for (int i = 0; i < seconds * pps; i++) {
            String host = "10.1.0." + (11 + i / routers.length % 6);
            errors.add(error(at(from, i, pps), 11, 0, routers[i % routers.length], host,
                quoted(host, prefix + (1 + i * 7 % 200), 40_000 + i % 6, 5004 + i % 3, 1, 60 + i * 13 % 800)));
        }
        return until(from + seconds);
    }

    /** The same with random times, and so many a second as is said of each second after the beginning. */
    Traffic loopAt(double from, double seconds, double most, DoubleUnaryOperator pps, long seed) {
        Random random = new Random(seed);
        double at = 0;
        for (int i = 0; at < seconds; at += -Math.log(1 - random.nextDouble()) / most) {
            if (random.nextDouble() * most < pps.applyAsDouble(at)) {
                String host = "10.1.0." + (11 + i % 6);
                errors.add(error(START + (long) ((from + at) * 1000), 11, 0, "192.0.2." + (1 + i % 2), host,
                    quoted(host, "198.51.100." + (1 + i * 7 % 200), 40_000 + i % 6, 5004 + i % 3, 1,
                        60 + i * 13 % 800)));
                i++;
            }
        }
        return until(from + seconds);
    }

    /** Closed ports of twelve hosts, asked by one. */
    Traffic scan(double from, double seconds, int pps, String scanner) {
        for (int i = 0; i < seconds * pps; i++) {
            String host = "10.1.0." + (11 + i % 12);
            errors.add(error(at(from, i, pps), 3, 3, host, scanner,
                quoted(scanner, host, 50_000, 1 + i / 12, 62, 28)));
        }
        return until(from + seconds);
    }

    /** One message every so often, of a kind that says nothing. */
    Traffic noise(double from, double seconds, double pps, long seed) {
        Random random = new Random(seed);
        for (double at = from; at < from + seconds; at += -Math.log(1 - random.nextDouble()) / pps) {
            String host = "10.1.0." + (11 + random.nextInt(100));
            String far = "203.0." + random.nextInt(100) + "." + random.nextInt(250);
            errors.add(error(START + (long) (at * 1000), 3, new int[] {0, 1, 3, 13}[random.nextInt(4)],
                random.nextBoolean() ? far : "192.0.2." + random.nextInt(50), host,
                quoted(host, far, 1024 + random.nextInt(60_000), random.nextInt(1000), 50, 60 + random.nextInt(1000))));
        }
        return until(from + seconds);
    }

    Traffic add(IcmpError error) {
        errors.add(error);
        return this;
    }

    /** Nothing until then. */
    Traffic until(double seconds) {
        endSeconds = Math.max(endSeconds, seconds);
        return this;
    }

    static IcmpError error(long atMs, int type, int code, String reporter, String receiver, Quoted quoted) {
        return new IcmpError(atMs, Family.IPV4, type, code, "type_" + type + "_" + code,
            Address.of(reporter), Address.of(receiver), quoted, -1, null, 1, "s1", -1);
    }

    static Quoted quoted(String source, String destination, int sourcePort, int port, int ttl, int length) {
        Address wanted = Address.of(destination);
        return new Quoted(Address.of(source), wanted, wanted.prefix(), 17, sourcePort, port, ttl, length, -1);
    }

    private static long at(double from, int number, int pps) {
        return START + (long) (from * 1000) + number * 1000L / pps;
    }

    List<IcmpError> errors() {
        List<IcmpError> sorted = new ArrayList<>(errors);
        sorted.sort(Comparator.comparingLong(IcmpError::atMs));
        return sorted;
    }

    /** What is told, with a clock each second to the end. */
    List<StormStep> steps() {
        return steps(1000, Integer.MAX_VALUE);
    }

    /** The same with a clock so often, and the state written and read after each so many messages. */
    List<StormStep> steps(long clockMs, int rereadAfter) {
        SegmentStorms storms = SegmentStorms.of(SEGMENT, policy);
        Map<String, byte[]> pages = new HashMap<>();
        List<StormStep> steps = new ArrayList<>();
        long clock = START;
        storms.advance(clock, steps);
        int read = 0;
        for (IcmpError error : errors()) {
            while (clock + clockMs <= error.atMs()) {
                clock += clockMs;
                storms.advance(clock, steps);
            }
            steps.addAll(storms.observe(error));
            if (++read % rereadAfter == 0) {
                storms = SegmentStorms.restore(SEGMENT, policy, storms.toBytes(pages::put), pages::get);
            }
        }
        for (; clock <= START + (long) (endSeconds * 1000); clock += clockMs) {
            storms.advance(clock, steps);
        }
        return steps;
    }
}

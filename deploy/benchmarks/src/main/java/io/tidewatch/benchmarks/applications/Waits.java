package io.tidewatch.benchmarks.applications;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/**
 * For what the stream threads of an application stood still, as Kafka's own metrics tell it.
 *
 * @param commits how many there were
 * @param flushing seconds until all that was sent had arrived
 * @param committing seconds until offsets and the transaction were committed
 */
public record Waits(double commits, double flushing, double committing) {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double MILLIS_PER_SECOND = 1000;

    /** Of threads that run, since they were started. */
    static Waits now(String application) {
        String producers = "kafka.producer:type=producer-metrics,client-id=" + application + "-*-producer";
        String threads = "kafka.streams:type=stream-thread-metrics,thread-id=" + application + "-*";
        return new Waits(sum(threads, "commit-total"), seconds(producers, "flush-time-ns-total"),
            seconds(producers, "txn-send-offsets-time-ns-total") + seconds(producers, "txn-commit-time-ns-total"));
    }

    private static double seconds(String beans, String nanos) {
        return sum(beans, nanos) / NANOS_PER_SECOND;
    }

    private static double sum(String beans, String attribute) {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        double sum = 0;
        try {
            for (ObjectName bean : server.queryNames(new ObjectName(beans), null)) {
                sum += ((Number) server.getAttribute(bean, attribute)).doubleValue();
            }
        } catch (MalformedObjectNameException e) {
            throw new IllegalArgumentException(beans, e);
        } catch (JMException e) {
            throw new IllegalStateException(attribute + " of " + beans, e);
        }
        return sum;
    }

    Waits since(Waits before) {
        return new Waits(commits - before.commits, flushing - before.flushing, committing - before.committing);
    }

    /** Milliseconds that a commit waits for what was sent. */
    public double flushMillis() {
        return flushing * MILLIS_PER_SECOND / Math.max(1, commits);
    }

    /** Milliseconds that a commit waits for itself. */
    public double commitMillis() {
        return committing * MILLIS_PER_SECOND / Math.max(1, commits);
    }
}

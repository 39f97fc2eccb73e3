package io.tidewatch.benchmarks.storms;

import java.lang.management.ManagementFactory;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * What lives on the heap of this JVM after a collection, by the JVM's own count.
 *
 * @param heap bytes in use by everything: broker, clients and producer too
 * @param storms objects of the storm detector
 * @param bytes what these take, without the texts and arrays that they hold
 */
record LiveObjects(long heap, long storms, long bytes) {
    private static final Pattern LINE = Pattern.compile("^ *\\d+: +(\\d+) +(\\d+) +(\\S+)");
    private static final String DETECTOR = "io.tidewatch.processors.storm.";

    static LiveObjects now() {
        long objects = 0;
        long bytes = 0;
        for (String line : histogram().split("\n")) {
            Matcher match = LINE.matcher(line);
            if (match.find() && match.group(3).contains(DETECTOR)) {
                objects += Long.parseLong(match.group(1));
                bytes += Long.parseLong(match.group(2));
            }
        }
        return new LiveObjects(ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(), objects, bytes);
    }

    /** Collects first. */
    private static String histogram() {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        try {
            return (String) server.invoke(new ObjectName("com.sun.management:type=DiagnosticCommand"),
                "gcClassHistogram", new Object[] {new String[0]}, new String[] {String[].class.getName()});
        } catch (JMException e) {
            throw new IllegalStateException(e);
        }
    }
}

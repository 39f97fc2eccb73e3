package io.tidewatch.benchmarks.applications;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;

/**
 * What it took to process events.
 *
 * @param events how many
 * @param seconds by the clock
 * @param threadSeconds of the processor by the stream threads of the application
 * @param processSeconds of the processor by all threads, those of the broker and of RocksDB among them
 * @param allocated bytes that the stream threads allocated
 * @param waits for what they stood still
 */
public record Cost(long events, double seconds, double threadSeconds, double processSeconds, double allocated,
                   Waits waits) {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double MICROS_PER_SECOND = 1e6;

    /** So far, with no events counted: times since some time or other. */
    static Cost now(String application) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long cpu = 0;
        long allocated = 0;
        for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (thread != null && thread.getThreadName().startsWith(application + '-')
                    && thread.getThreadName().contains("-StreamThread-")) {
                cpu += Math.max(0, threads.getThreadCpuTime(thread.getThreadId()));
                allocated += Math.max(0, threads.getThreadAllocatedBytes(thread.getThreadId()));
            }
        }
        OperatingSystemMXBean process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return new Cost(0, System.nanoTime() / NANOS_PER_SECOND, cpu / NANOS_PER_SECOND,
            process.getProcessCpuTime() / NANOS_PER_SECOND, allocated, Waits.now(application));
    }

    /** What has come since. */
    Cost since(Cost before, long processed) {
        return new Cost(processed, seconds - before.seconds, threadSeconds - before.threadSeconds,
            processSeconds - before.processSeconds, allocated - before.allocated, waits.since(before.waits));
    }

    public double eventsPerSecond() {
        return events / seconds;
    }

    public double threadMicros() {
        return threadSeconds * MICROS_PER_SECOND / events;
    }

    public double processMicros() {
        return processSeconds * MICROS_PER_SECOND / events;
    }

    public double allocatedPerEvent() {
        return allocated / events;
    }
}

package io.tidewatch.capture.fuzz;

import java.lang.management.ManagementFactory;

/**
 * Where Jazzer comes in, in a process of its own: the target is the system property {@link #TARGET}. Ten times in a run
 * the heap is collected and what is left of it is told, so that growth shows.
 */
public final class FuzzEntry {
    static final String TARGET = "tidewatch.fuzz.target";
    static final String RUNS = "tidewatch.fuzz.runs";
    /** Begins the lines that tell executions and bytes used. */
    static final String HEAP = "HEAP ";
    private static final int LOOKS = 10;

    private static final FuzzTarget FUZZED = FuzzTarget.valueOf(System.getProperty(TARGET));
    private static final long BETWEEN_LOOKS = Math.max(1, Long.getLong(RUNS) / LOOKS);
    private static long executions;

    private FuzzEntry() {
    }

    /** Jazzer calls this for each input; what it throws is a finding. */
    public static void fuzzerTestOneInput(byte[] input) {
        if (++executions % BETWEEN_LOOKS == 0) {
            System.gc();
            System.err.println(HEAP + executions + " "
                + ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        FUZZED.run(input);
    }
}

package io.tidewatch.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What the figures were measured on. */
final class Machine {
    private static final long KIB_PER_GIB = 1 << 20;

    private Machine() {
    }

    /** One line: processor, cores, memory, kernel, Java, and how busy it was before anything began. */
    static String describe() throws IOException {
        return String.format("%s, %d cores, %d GiB, Linux %s, Java %s, load before %.1f",
            field("/proc/cpuinfo", "model name"), Runtime.getRuntime().availableProcessors(),
            Long.parseLong(field("/proc/meminfo", "MemTotal").replaceAll("\\D", "")) / KIB_PER_GIB,
            System.getProperty("os.version"), System.getProperty("java.runtime.version"),
            ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    private static String field(String file, String name) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(name)).findFirst()
                .map(line -> line.substring(line.indexOf(':') + 1).strip()).orElse("0 (not told)");
        }
    }
}

package io.tidewatch.e2e;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** What was done to a cluster, how soon it recovered, and what differs from a run in peace: text for people. */
final class Report {
    private static final double MILLIS = 1000;

    private final List<Struck> struck = new ArrayList<>();
    private final List<String> findings = new ArrayList<>();
    private final List<String> differences = new ArrayList<>();
    private final long startedAt = System.nanoTime();
    private int revived;

    /**
     * A fault.
     *
     * @param failover from the fault until of every task something later was committed
     * @param whole until everybody was there again and at rest
     */
    private record Struck(Fault fault, Duration failover, Duration whole) {
    }

    /** Says at once how far it is. */
    void stage(String words) {
        long seconds = Duration.ofNanos(System.nanoTime() - startedAt).toSeconds();
        System.out.printf(Locale.ROOT, "%4d s  %s%n", seconds, words);
    }

    void struck(Fault fault, Duration failover, Duration whole) {
        struck.add(new Struck(fault, failover, whole));
        stage(String.format(Locale.ROOT, "%-20s goes on after %5.1f s, whole after %5.1f s", fault,
            failover.toMillis() / MILLIS, whole.toMillis() / MILLIS));
    }

    /** How many faults there were. */
    int faults() {
        return struck.size();
    }

    /** So many instances had ended by themselves and were started again. */
    void revived(int count) {
        revived += count;
    }

    /** Something that was counted, in words. */
    void found(String format, Object... values) {
        findings.add(String.format(Locale.ROOT, format, values));
    }

    /** Something that is not as it would be without the faults, or is not as it must be. */
    void difference(String words) {
        differences.add(words);
    }

    List<String> differences() {
        return List.copyOf(differences);
    }

    /** All of it. */
    String text() {
        StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "%n%-20s %5s  %-19s  %s%n%-20s %5s  %8s %10s"
            + "  %8s %10s%n", "", "", "goes on after, s", "whole after, s", "fault", "times", "median", "longest",
            "median", "longest"));
        for (Fault fault : Fault.values()) {
            List<Struck> these = struck.stream().filter(each -> each.fault() == fault).toList();
            if (!these.isEmpty()) {
                text.append(String.format(Locale.ROOT, "%-20s %5d  %8.1f %10.1f  %8.1f %10.1f%n", fault, these.size(),
                    at(these, Struck::failover, 0.5), at(these, Struck::failover, 1), at(these, Struck::whole, 0.5),
                    at(these, Struck::whole, 1)));
            }
        }
        text.append(String.format(Locale.ROOT, "%d faults, %d instances ended by themselves and were started again%n",
            struck.size(), revived));
        findings.forEach(line -> text.append(line).append('\n'));
        text.append("differences: ").append(differences.size()).append('\n');
        differences.forEach(line -> text.append("  ").append(line).append('\n'));
        return text.toString();
    }

    /** Seconds. */
    private static double at(List<Struck> these, Function<Struck, Duration> time, double share) {
        List<Duration> sorted = these.stream().map(time).sorted().toList();
        return sorted.get((int) Math.ceil(share * sorted.size()) - 1).toMillis() / MILLIS;
    }
}

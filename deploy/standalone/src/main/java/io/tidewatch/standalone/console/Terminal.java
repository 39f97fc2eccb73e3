package io.tidewatch.standalone.console;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/**
 * Where a command writes. Answers go to {@code out}, everything for people who watch to {@code err}, so that a pipe
 * carries answers alone.
 *
 * @param out answers
 * @param err messages, and progress where it is not the answer
 * @param interactive whether a person watches {@code out}: a progress line may then overwrite itself
 */
public record Terminal(PrintStream out, PrintStream err, boolean interactive) {
    private static final double MILLIS_PER_SECOND = 1000;

    /** The process's own streams. */
    public static Terminal system() {
        return new Terminal(System.out, System.err, System.console() != null);
    }

    /** Says that a part is ready, and how long that took since this reading of {@link System#nanoTime()}. */
    public void ready(String part, String about, long startedNanos) {
        out.printf("%-10s ready after %6s  %s%n", part, seconds(since(startedNanos)), about);
    }

    /** Such as {@code 2.3 s}. */
    public static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / MILLIS_PER_SECOND);
    }

    /** The time since a reading of {@link System#nanoTime()}. */
    public static Duration since(long startedNanos) {
        return Duration.ofNanos(System.nanoTime() - startedNanos);
    }
}

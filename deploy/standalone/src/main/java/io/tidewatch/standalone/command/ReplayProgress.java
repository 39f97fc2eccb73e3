package io.tidewatch.standalone.command;

import io.tidewatch.capture.AgentReport;
import io.tidewatch.standalone.console.Terminal;
import java.time.Duration;
import java.util.Locale;

/** How far a replay is: a line that rewrites itself for a person, a line every few seconds for a log. */
final class ReplayProgress {
    private static final Duration PLAIN_INTERVAL = Duration.ofSeconds(5);
    private static final int PERCENT = 100;
    private static final double NANOS_PER_SECOND = 1e9;

    private final Terminal terminal;
    private Duration lastShown = Duration.ZERO;
    private int width;

    ReplayProgress(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Shows where it is now; cheap enough to be called all the time. */
    void show(AgentReport report, Duration running) {
        AgentReport.Progress progress = report.progress();
        if (progress == null || !terminal.interactive() && running.minus(lastShown).compareTo(PLAIN_INTERVAL) < 0) {
            return;
        }
        lastShown = running;
        String line = line(progress, report.counts().published(), running);
        if (terminal.interactive()) {
            terminal.out().print("\r" + line + " ".repeat(Math.max(0, width - line.length())));
            terminal.out().flush();
            width = line.length();
        } else {
            terminal.out().println(line);
        }
    }

    private static String line(AgentReport.Progress progress, long events, Duration running) {
        String share = progress.totalBytes() > 0
            ? String.format(Locale.ROOT, "%3d %%", progress.bytes() * PERCENT / progress.totalBytes()) : "";
        double seconds = Math.max(1, running.toNanos()) / NANOS_PER_SECOND;
        return String.format(Locale.ROOT, "replaying %s  %s  %,d frames  %,d events  %,.0f events/s", progress.file(),
            share, progress.frames(), events, events / seconds);
    }

    /** Removes the line that rewrites itself, for what is printed next. */
    void clear() {
        if (width > 0) {
            terminal.out().print("\r" + " ".repeat(width) + "\r");
            terminal.out().flush();
            width = 0;
        }
    }
}

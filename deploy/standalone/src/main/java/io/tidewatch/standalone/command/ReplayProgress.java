package io.tidewatch.standalone.command;

import io.tidewatch.capture.AgentReport;
import io.tidewatch.standalone.console.Terminal;
import java.time.Duration;
import java.util.Locale;

/** How far a replay is, as one line. */
final class ReplayProgress {
    private static final int PERCENT = 100;
    private static final double NANOS_PER_SECOND = 1e9;

    private final ProgressLine line;

    ReplayProgress(Terminal terminal) {
        line = new ProgressLine(terminal);
    }

    /** Shows where it is now; nothing for live capture, which is nowhere. */
    void show(AgentReport report, Duration running) {
        AgentReport.Progress progress = report.progress();
        if (progress != null && line.due(running)) {
            line.show(text(progress, report.counts().published(), running), running);
        }
    }

    private static String text(AgentReport.Progress progress, long events, Duration running) {
        String share = progress.totalBytes() > 0
            ? String.format(Locale.ROOT, "%3d %%", progress.bytes() * PERCENT / progress.totalBytes()) : "";
        double seconds = Math.max(1, running.toNanos()) / NANOS_PER_SECOND;
        return String.format(Locale.ROOT, "replaying %s  %s  %,d frames  %,d events  %,.0f events/s", progress.file(),
            share, progress.frames(), events, events / seconds);
    }

    void clear() {
        line.clear();
    }
}

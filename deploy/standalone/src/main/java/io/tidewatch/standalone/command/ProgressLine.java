package io.tidewatch.standalone.command;

import io.tidewatch.standalone.console.Terminal;
import java.time.Duration;

/** A line that rewrites itself for a person who watches, a line every few seconds for a log. */
final class ProgressLine {
    private static final Duration PLAIN_INTERVAL = Duration.ofSeconds(5);

    private final Terminal terminal;
    private Duration lastShown = Duration.ZERO;
    private int width;

    ProgressLine(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Whether {@link #show} would show something now. */
    boolean due(Duration running) {
        return terminal.interactive() || running.minus(lastShown).compareTo(PLAIN_INTERVAL) >= 0;
    }

    /** Shows it; cheap enough to be called all the time. */
    void show(String line, Duration running) {
        if (!due(running)) {
            return;
        }
        lastShown = running;
        if (terminal.interactive()) {
            terminal.out().print("\r" + line + " ".repeat(Math.max(0, width - line.length())));
            terminal.out().flush();
            width = line.length();
        } else {
            terminal.out().println(line);
        }
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

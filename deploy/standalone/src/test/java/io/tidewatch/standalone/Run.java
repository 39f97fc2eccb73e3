package io.tidewatch.standalone;

import io.tidewatch.standalone.console.StopRequest;
import io.tidewatch.standalone.console.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** One run of the command in this process: its exit code and what it printed. */
record Run(int exitCode, String out, String err) {
    static Run of(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exitCode = Tidewatch.run(new Terminal(new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8), false), new StopRequest(), arguments);
        return new Run(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    List<String> lines() {
        return out.lines().toList();
    }

    /** What a person reads when it fails: one paragraph, no trace. */
    String paragraph() {
        List<String> lines = err.lines().toList();
        if (lines.size() != 1 || !lines.get(0).startsWith("tidewatch: ")) {
            throw new AssertionError("not one paragraph: " + err);
        }
        return lines.get(0).substring("tidewatch: ".length());
    }
}

package io.tidewatch.standalone.command;

import io.tidewatch.schemas.OperatorError;
import io.tidewatch.simulate.Retiming;
import io.tidewatch.standalone.console.Terminal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tidewatch retime}: a recording as if it were made now. */
@Command(name = "retime", header = "Writes a recording anew at another time, perhaps several times over.",
    description = "The same frames at the same distances, so that a demonstration shows what happens now. By default "
    + "it ends now; with --starts-now it begins now, to be replayed as recorded.")
public final class RetimeCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(index = "0", paramLabel = "FROM", description = "The recording, of Ethernet frames.")
    private Path from;

    @Parameters(index = "1", paramLabel = "TO", description = "The pcap file to write.")
    private Path to;

    @Option(names = "--times", paramLabel = "N", defaultValue = "1",
        description = "How often, 10 s apart (default: ${DEFAULT-VALUE}).")
    private int times;

    @Option(names = "--starts-now", description = "Let it begin now instead of ending now.")
    private boolean startsNow;

    public RetimeCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (times < 1) {
            throw OperatorError.misused("Nothing would be written", "--times is " + times, "Give 1 or more");
        }
        try {
            Retiming recording = Retiming.of(from);
            Instant now = Instant.now();
            Instant start = startsNow ? now : now.minus(recording.length(times));
            long frames = recording.write(to, start, times);
            terminal.out().printf("%,d frames in %s, from %s on for %d s%n", frames, to, start,
                recording.length(times).toSeconds());
            return 0;
        } catch (IOException | UncheckedIOException e) {
            throw OperatorError.failed("The recording " + from + " could not be written anew to " + to,
                String.valueOf(e.getMessage()), "Name a capture file, and a place that can be written to", e);
        }
    }
}

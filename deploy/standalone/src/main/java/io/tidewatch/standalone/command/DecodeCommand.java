package io.tidewatch.standalone.command;

import io.tidewatch.capture.event.DecodeLines;
import io.tidewatch.capture.event.DecodeSummary;
import io.tidewatch.schemas.OperatorError;
import io.tidewatch.standalone.console.Terminal;
import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.FileDescriptor;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tidewatch decode}: capture files as JSON lines, with neither Kafka nor privileges. */
@Command(name = "decode", header = "Prints the events of capture files as JSON lines.",
    description = "Prints each event of capture files as one JSON line: file, frame, topic, then "
    + "the fields of the record. Needs neither Kafka nor privileges.")
public final class DecodeCommand implements Callable<Integer> {
    private static final int BUFFER = 1 << 16;

    private final Terminal terminal;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "pcap or pcapng files, perhaps gzipped, or "
        + "directories of rotated ones; - is standard input.")
    private List<Path> files;

    @Option(names = "--sensor", paramLabel = "NAME", defaultValue = DecodeLines.DEFAULT_SENSOR,
        description = "Sensor name in the events (default: ${DEFAULT-VALUE}).")
    private String sensor;

    public DecodeCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        DecodeSummary summary;
        if (terminal.out() == System.out) {
            // System.out flushes on every line; a capture has many.
            try (PrintStream out = new PrintStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out),
                BUFFER), false, StandardCharsets.UTF_8)) {
                summary = DecodeLines.decode(files, sensor, out, terminal.err());
            }
        } else {
            summary = DecodeLines.decode(files, sensor, terminal.out(), terminal.err());
        }
        return summary.complete() ? 0 : OperatorError.FAILED;
    }
}

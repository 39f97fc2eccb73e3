package io.tidewatch.capture.event;

import io.tidewatch.capture.source.CaptureDirectory;
import io.tidewatch.capture.source.CaptureFile;
import io.tidewatch.capture.source.CaptureFileException;
import io.tidewatch.capture.source.CapturedFrame;
import io.tidewatch.capture.wire.Decoded;
import io.tidewatch.capture.wire.PacketDecoder;
import io.tidewatch.schemas.GmpEvent;
import io.tidewatch.schemas.IcmpEvent;
import io.tidewatch.schemas.Topics;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Capture files as JSON lines: each event as {@code file}, {@code frame}, {@code topic} and the fields of its record.
 * Needs neither Kafka nor privileges. A file that can't be read is reported in one paragraph and the others go on.
 */
public final class DecodeLines {
    /** The sensor's name unless given. */
    public static final String DEFAULT_SENSOR = "decode";

    private static final String STANDARD_INPUT = "-";
    private static final int CHECK_EVERY = 1024;

    private final String sensor;
    private final Topics topics = new Topics(Topics.DEFAULT_PREFIX);
    private final PacketDecoder decoder = new PacketDecoder();
    private final PrintStream out;
    private final PrintStream err;
    private final JsonLines lines;

    private final Map<Decoded.Reason, Long> skipped = new EnumMap<>(Decoded.Reason.class);
    private int files;
    private int broken;
    private long frames;
    private long gmp;
    private long icmp;
    private long malformed;
    private boolean readerGone;

    private DecodeLines(String sensor, PrintStream out, PrintStream err) throws IOException {
        this.sensor = sensor;
        this.out = out;
        this.err = err;
        lines = new JsonLines(out);
    }

    /**
     * Decodes files in the order given. The path {@code -} is standard input; a directory stands for the captures in
     * it, in the order that they were recorded in. Ends early, without complaint, when whoever reads the output has
     * gone.
     *
     * @param files capture files and directories
     * @param sensor name of the sensor in the events, such as {@link #DEFAULT_SENSOR}
     * @param out where the lines go, UTF-8
     * @param err where messages for people go
     */
    public static DecodeSummary decode(List<Path> files, String sensor, PrintStream out, PrintStream err) {
        try {
            DecodeLines decode = new DecodeLines(sensor, out, err);
            for (Path file : files) {
                decode.operand(file);
            }
            decode.lines.flush();
            out.flush();
            return decode.summary();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void operand(Path path) throws IOException {
        if (path.toString().equals(STANDARD_INPUT)) {
            file(path, events("stdin"));
        } else if (Files.isDirectory(path)) {
            directory(path);
        } else {
            file(path, events(name(path)));
        }
    }

    /** The files of a directory are one recording of one interface, unless they name others. */
    private void directory(Path path) throws IOException {
        PacketEvents events = events(name(path));
        try {
            CaptureDirectory listed = CaptureDirectory.list(path);
            listed.passedOver().forEach(other -> err.printf("%s: %s. It is passed over.%n", other.path(),
                other.why()));
            for (Path file : listed.captures()) {
                file(file, events);
            }
        } catch (CaptureFileException e) {
            files++;
            broken++;
            err.printf("%s: %s. Nothing of it is decoded; give a pcap or pcapng file, or a directory of them.%n", path,
                e.getMessage());
        }
    }

    private static String name(Path path) {
        Path last = path.toAbsolutePath().normalize().getFileName();
        return last == null ? path.toString() : last.toString();
    }

    private PacketEvents events(String captureInterface) {
        return new PacketEvents(topics, sensor, captureInterface, new Segments(sensor, Map.of()));
    }

    private void file(Path path, PacketEvents events) throws IOException {
        if (readerGone) {
            return;
        }
        files++;
        String name = path.toString();
        boolean standardInput = name.equals(STANDARD_INPUT);
        Map<Integer, Long> unknownLinks = new TreeMap<>();
        long before = frames;
        try (CaptureFile capture = standardInput ? CaptureFile.open(System.in) : CaptureFile.open(path)) {
            boolean more = true;
            while (more && !readerGone) {
                more = capture.next(frame -> frame(name, events, frame, unknownLinks));
                if (standardInput) {
                    // Whoever feeds us live wants to see each event now.
                    lines.flush();
                    out.flush();
                }
                readerGone = frames % CHECK_EVERY == 0 && out.checkError();
            }
            String cut = capture.cut();
            if (cut != null) {
                broken++;
                err.printf("%s: %s. The %d frames before it are decoded. The capture was cut short, perhaps while it "
                    + "was being written.%n", name, cut, frames - before);
            }
        } catch (CaptureFileException e) {
            broken++;
            err.printf("%s: %s. %s%n", name, e.getMessage(), frames == before
                ? "Nothing of it is decoded; give a pcap or pcapng file."
                : "The " + (frames - before) + " frames before that are decoded.");
        }
        unknownLinks.forEach((link, count) -> err.printf("%s: %d frames of link type %d are not decoded: the "
            + "decoder does not know that link type.%n", name, count, link));
    }

    private void frame(String file, PacketEvents events, CapturedFrame frame, Map<Integer, Long> unknownLinks) {
        frames++;
        Decoded decoded = decoder.decode(frame.linkType(), frame.bytes(), frame.offset(), frame.length(),
            frame.wireLength());
        if (decoded instanceof Decoded.NotOfInterest passed) {
            skipped.merge(passed.reason(), 1L, Long::sum);
            if (passed.reason() == Decoded.Reason.LINK_TYPE) {
                unknownLinks.merge(frame.linkType(), 1L, Long::sum);
            }
            return;
        }
        PacketEvent event = events.of(frame, decoded);
        if (event.value() instanceof GmpEvent) {
            gmp++;
        } else if (event.value() instanceof IcmpEvent) {
            icmp++;
        } else {
            malformed++;
        }
        try {
            lines.write(file, frame.number(), event.topic().name(), event.value());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private DecodeSummary summary() {
        return new DecodeSummary(files, broken, frames, gmp, icmp, malformed, skipped);
    }
}

package io.tidewatch.benchmarks.beside;

import io.tidewatch.benchmarks.Report;
import io.tidewatch.benchmarks.Run;
import io.tidewatch.benchmarks.traffic.MadeRecording;
import io.tidewatch.capture.source.CaptureFile;
import io.tidewatch.capture.wire.Decoded;
import io.tidewatch.capture.wire.PacketDecoder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code tidewatch decode} beside {@code tshark -T ek}: a file to JSON lines, each a process of its own, in turns. */
public final class DecodeBesideTshark {
    private static final String TSHARK = "tshark";
    private static final int FRAMES = 200_000;
    private static final long SEED = 4711;

    private DecodeBesideTshark() {
    }

    /** Measures; without tshark, ours alone. */
    public static void measure(Run run) throws IOException, InterruptedException {
        Path file = run.work().resolve("decode.pcap");
        MadeRecording recording = MadeRecording.write(file, Math.min(run.frames(), FRAMES), SEED);
        List<String> ours = List.of(run.root().resolve("deploy/bin/tidewatch").toString(), "decode", file.toString());
        List<String> theirs = List.of(TSHARK, "-n", "-T", "ek", "-r", file.toString());
        boolean tshark = Tool.installed(TSHARK);
        Path log = run.work().resolve("decode.log");
        long lines = Tool.lines(log, ours);
        Run.require(lines == events(file), "tidewatch decode wrote " + lines + " lines");
        if (tshark) {
            long theirLines = Tool.lines(log, theirs);
            Run.require(theirLines == 2L * recording.frames(), "tshark wrote " + theirLines + " lines for "
                + recording.frames() + " frames, each of which it gives two");
        }
        List<List<String>> rows = new ArrayList<>();
        double[] ratios = new double[run.rounds()];
        for (int round = 0; round < run.rounds(); round++) {
            double our = recording.frames() / Tool.seconds(log, ours);
            double their = tshark ? recording.frames() / Tool.seconds(log, theirs) : Double.NaN;
            ratios[round] = our / their;
            rows.add(List.of(Integer.toString(round + 1), Report.number(our), tshark ? Report.number(their) : "-",
                tshark ? String.format("%.1f", ratios[round]) : "-"));
        }
        run.report().table("Decoding a file to JSON beside tshark",
            List.of("round", "tidewatch decode frames/s", "tshark -T ek frames/s", "ratio"), rows);
        run.report().line(String.format("%,d frames in %,d bytes, start of the process included. %s",
            recording.frames(), recording.bytes(), tshark ? "tidewatch to tshark: " + Report.ratio(ratios) + "."
                : "tshark is not installed (Debian: apt-get install --no-install-recommends tshark)."));
    }

    private static long events(Path file) throws IOException {
        PacketDecoder decoder = new PacketDecoder();
        long[] events = new long[1];
        try (CaptureFile capture = CaptureFile.open(file)) {
            boolean more = true;
            while (more) {
                more = capture.next(frame -> {
                    Decoded decoded = decoder.decode(frame.linkType(), frame.bytes(), frame.offset(), frame.length(),
                        frame.wireLength());
                    events[0] += decoded instanceof Decoded.NotOfInterest ? 0 : 1;
                });
            }
        }
        return events[0];
    }
}

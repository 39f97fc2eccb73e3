package io.tidewatch.simulate;

import io.tidewatch.capture.event.JsonLines;
import io.tidewatch.capture.event.PacketEvent;
import io.tidewatch.capture.event.PacketEvents;
import io.tidewatch.capture.event.Segments;
import io.tidewatch.capture.source.CapturedFrame;
import io.tidewatch.capture.wire.LinkType;
import io.tidewatch.capture.wire.PacketDecoder;
import io.tidewatch.schemas.Topics;
import io.tidewatch.simulate.frame.PcapWriter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;

/** A simulation as files. Segments are named as the agent names those of a recording with the name of the file. */
public final class SimulationFiles {
    /** Name of the sensor in events and labels. */
    public static final String SENSOR = "simulate";

    private static final long NANOS_PER_MICRO = 1000;
    private static final int BUFFER = 1 << 16;

    private SimulationFiles() {
    }

    /** Writes a pcap file that the agent replays; returns the number of frames. */
    public static long writePcap(Simulation simulation, Path file) throws IOException {
        long frames = 0;
        try (PcapWriter out = new PcapWriter(Files.newOutputStream(file))) {
            for (Iterator<TimedFrame> each = simulation.frames(); each.hasNext(); frames++) {
                TimedFrame frame = each.next();
                out.write(frame.at() * NANOS_PER_MICRO, frame.bytes());
            }
        }
        return frames;
    }

    /** Writes the events of the frames, one JSON line each, as {@code tidewatch decode} prints them. */
    public static long writeEvents(Simulation simulation, Path file) throws IOException {
        String name = file.getFileName().toString();
        PacketDecoder decoder = new PacketDecoder();
        PacketEvents events = new PacketEvents(new Topics(Topics.DEFAULT_PREFIX), SENSOR, name,
            new Segments(SENSOR, Map.of()));
        long frames = 0;
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER)) {
            JsonLines lines = new JsonLines(out);
            for (Iterator<TimedFrame> each = simulation.frames(); each.hasNext();) {
                CapturedFrame frame = captured(each.next(), ++frames);
                PacketEvent event = events.of(frame, decoder.decode(frame.linkType(), frame.bytes(), 0, frame.length(),
                    frame.wireLength()));
                lines.write(file.toString(), frame.number(), event.topic().name(), event.value());
            }
            lines.flush();
        }
        return frames;
    }

    /** A frame as the agent's sources hand it out. */
    public static CapturedFrame captured(TimedFrame frame, long number) {
        byte[] bytes = frame.bytes();
        return new CapturedFrame(number, frame.at() * NANOS_PER_MICRO, null, LinkType.ETHERNET, bytes, 0, bytes.length,
            bytes.length);
    }

    /** Writes the labels, one JSON line each; {@code recording} is the file that they are about. */
    public static void writeLabels(Simulation simulation, Path file, Path recording) throws IOException {
        try (Writer out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            new LabelLines(SENSOR + ':' + Segments.plain(recording.getFileName().toString()))
                .write(simulation.labels(), out);
        }
    }
}

package io.tidewatch.benchmarks.storms;

import io.tidewatch.benchmarks.applications.EventProducer;
import io.tidewatch.capture.event.PacketEvents;
import io.tidewatch.capture.event.Segments;
import io.tidewatch.capture.source.CapturedFrame;
import io.tidewatch.capture.wire.PacketDecoder;
import io.tidewatch.schemas.IcmpEvent;
import io.tidewatch.schemas.Topics;
import io.tidewatch.simulate.Scenario;
import io.tidewatch.simulate.Scenario.Kind;
import io.tidewatch.simulate.Simulation;
import io.tidewatch.simulate.SimulationFiles;
import io.tidewatch.simulate.TimedFrame;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Storms of every cause on twelve segments, half an hour after half an hour, as the events that an agent makes. */
final class StormEventSource {
    private static final Instant START = Instant.parse("2026-01-05T00:00:00Z");
    private static final Duration PART = Duration.ofMinutes(30);
    private static final int SEGMENTS = 12;
    private static final List<Scenario> STORMS = Arrays.stream(Scenario.values())
        .filter(each -> each.kind() == Kind.STORM).toList();

    private final PacketDecoder decoder = new PacketDecoder();
    private final PacketEvents events;
    private int part;
    private Iterator<TimedFrame> frames;
    private long frameNumber;
    private long sent;

    StormEventSource(Topics topics) {
        events = new PacketEvents(topics, "simulate", "simulated", new Segments("simulate", Map.of()));
        nextPart();
    }

    private void nextPart() {
        frames = Simulation.of(new Simulation.Settings(part + 1, START.plus(PART.multipliedBy(part)), PART, SEGMENTS,
            STORMS, 1)).frames();
        part++;
    }

    /** Sends so many more. */
    void send(EventProducer<IcmpEvent> producer, long count) {
        for (long until = sent + count; sent < until;) {
            while (!frames.hasNext()) {
                nextPart();
            }
            CapturedFrame frame = SimulationFiles.captured(frames.next(), ++frameNumber);
            if (events.of(frame, decoder.decode(frame.linkType(), frame.bytes(), 0, frame.length(),
                    frame.wireLength())).value() instanceof IcmpEvent event) {
                producer.send(sent++, Topics.key(event.getSegment(), event.getDestination()), event);
            }
        }
        producer.flush();
    }
}

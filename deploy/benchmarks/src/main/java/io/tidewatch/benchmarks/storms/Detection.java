package io.tidewatch.benchmarks.storms;

import io.tidewatch.capture.event.PacketEvents;
import io.tidewatch.capture.event.Segments;
import io.tidewatch.capture.source.CapturedFrame;
import io.tidewatch.capture.wire.PacketDecoder;
import io.tidewatch.processors.storm.IcmpError;
import io.tidewatch.processors.storm.SegmentStorms;
import io.tidewatch.processors.storm.StormPolicy;
import io.tidewatch.processors.storm.StormStep;
import io.tidewatch.schemas.IcmpEvent;
import io.tidewatch.schemas.Topics;
import io.tidewatch.simulate.Simulation;
import io.tidewatch.simulate.SimulationFiles;
import io.tidewatch.simulate.TimedFrame;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Lets the detectors see a simulation: every frame through the agent's decoder and the mapping of events, a clock each
 * second, the loss of sensors, and the joining of what the segments tell. Without Kafka, flood limits and more than one
 * thread.
 */
final class Detection {
    private static final long MICROS_PER_MILLI = 1000;
    private static final long CLOCK_MS = 1000;

    private final Simulation simulation;
    private final SegmentStorms[] storms;
    private final boolean[] blind;
    private final Deque<Simulation.Outage> losses;
    private final Deque<Simulation.Outage> returns = new ArrayDeque<>();
    private final Joining joining;
    private final Map<String, Alert> alerts = new LinkedHashMap<>();
    private final List<StormStep> steps = new ArrayList<>();
    private long frames;
    private long errors;
    private long clock;

    private Detection(Simulation simulation, StormPolicy policy) {
        this.simulation = simulation;
        Simulation.Settings settings = simulation.settings();
        storms = new SegmentStorms[settings.segments() + 1];
        blind = new boolean[storms.length];
        for (int segment = 1; segment < storms.length; segment++) {
            storms[segment] = SegmentStorms.of(Alert.segment(segment), policy);
        }
        joining = new Joining(policy, this::told);
        losses = new ArrayDeque<>(simulation.outages());
        clock = settings.start().toEpochMilli();
    }

    /**
     * What came out.
     *
     * @param alerts in order of opening
     * @param frames frames seen
     * @param errors errors among them
     */
    record Outcome(List<Alert> alerts, long frames, long errors) { }

    static Outcome of(Simulation simulation, StormPolicy policy) {
        Detection detection = new Detection(simulation, policy);
        detection.run();
        return new Outcome(List.copyOf(detection.alerts.values()), detection.frames, detection.errors);
    }

    private void run() {
        PacketDecoder decoder = new PacketDecoder();
        EventWire wire = new EventWire();
        PacketEvents events = new PacketEvents(new Topics(Topics.DEFAULT_PREFIX), "simulate", "simulated",
            new Segments("simulate", Map.of()));
        Simulation.Settings settings = simulation.settings();
        long end = settings.start().plus(settings.length()).plus(Duration.ofMinutes(1)).toEpochMilli();
        for (Iterator<TimedFrame> each = simulation.frames(); each.hasNext();) {
            TimedFrame timed = each.next();
            CapturedFrame frame = SimulationFiles.captured(timed, ++frames);
            long at = timed.at() / MICROS_PER_MILLI;
            advance(at);
            if (events.of(frame, decoder.decode(frame.linkType(), frame.bytes(), 0, frame.length(),
                    frame.wireLength())).value() instanceof IcmpEvent event && event.getIsError()) {
                errors++;
                for (IcmpError error : wire.received(event).errors(at)) {
                    storms[timed.segment()].observe(error).forEach(joining::tell);
                }
            }
        }
        advance(Math.max(end, clock));
    }

    /** All clocks up to this time have come. */
    private void advance(long to) {
        while (clock + CLOCK_MS <= to) {
            clock += CLOCK_MS;
            while (!losses.isEmpty() && losses.peekFirst().from() / MICROS_PER_MILLI < clock) {
                Simulation.Outage outage = losses.removeFirst();
                storms[outage.segment()].sensorsLost(outage.from() / MICROS_PER_MILLI, steps);
                blind[outage.segment()] = true;
                returns.addLast(outage);
            }
            while (!returns.isEmpty() && returns.peekFirst().to() / MICROS_PER_MILLI < clock) {
                blind[returns.removeFirst().segment()] = false;
            }
            for (int segment = 1; segment < storms.length; segment++) {
                if (!blind[segment]) {
                    storms[segment].advance(clock, steps);
                }
            }
            steps.forEach(joining::tell);
            steps.clear();
            joining.passed(clock);
        }
    }

    private void told(StormStep step) {
        Alert known = alerts.get(step.identity().alertId());
        if (known == null) {
            alerts.put(step.identity().alertId(), new Alert(step));
        } else {
            known.step(step);
        }
    }
}

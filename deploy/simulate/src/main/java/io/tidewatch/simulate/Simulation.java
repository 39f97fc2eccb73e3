package io.tidewatch.simulate;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * A network of segments over some time: background and labelled storms. The same settings give the same frames and
 * labels, on every machine. Frames are made as they are asked for; memory grows with the number of segments and of
 * storms that go on at one time, not with the length.
 */
public final class Simulation {
    /** Segments are VLANs. */
    public static final int MOST_SEGMENTS = 4094;

    private static final long MICROS_PER_MILLI = 1000;

    private final Settings settings;
    private final List<Episode> episodes;
    private final List<Label> labels;
    private final List<Outage> outages;

    /**
     * What to simulate.
     *
     * @param seed decides everything that is left to chance
     * @param start time of the beginning
     * @param length how long, 1 s at least
     * @param segments how many, from 1 to {@link #MOST_SEGMENTS}
     * @param scenarios which, each {@code each} times
     * @param each how often each scenario comes
     */
    public record Settings(long seed, Instant start, Duration length, int segments, List<Scenario> scenarios,
                           int each) {
        public Settings {
            scenarios = List.copyOf(scenarios);
            if (segments < 1 || segments > MOST_SEGMENTS) {
                throw new IllegalArgumentException(segments + " segments: it takes 1 to " + MOST_SEGMENTS);
            }
            if (length.compareTo(Duration.ofSeconds(1)) < 0 || each < 0) {
                throw new IllegalArgumentException("length " + length + ", each " + each);
            }
        }

        long startMicros() {
            return start.toEpochMilli() * MICROS_PER_MILLI;
        }

        long endMicros() {
            return start.plus(length).toEpochMilli() * MICROS_PER_MILLI;
        }
    }

    /**
     * A time in which a sensor sees nothing.
     *
     * @param segment its segment
     * @param from microseconds since the epoch
     * @param to likewise
     */
    public record Outage(int segment, long from, long to) { }

    private Simulation(Settings settings, List<Episode> episodes) {
        this.settings = settings;
        this.episodes = episodes;
        labels = episodes.stream().map(Episode::label).toList();
        outages = labels.stream().filter(label -> label.sensorLost() >= 0).map(label -> new Outage(
            label.segments().get(0), label.sensorLost(), label.sensorLost() + (long) (Draft.AWAY * 1e6))).toList();
    }

    /**
     * Plans it.
     *
     * @throws IllegalArgumentException when the scenarios do not fit into the length on so many segments
     */
    public static Simulation of(Settings settings) {
        return new Simulation(settings, Plan.of(settings));
    }

    /** What was asked for. */
    public Settings settings() {
        return settings;
    }

    /** What is true of it, in order of time. */
    public List<Label> labels() {
        return labels;
    }

    /** When sensors see nothing, in order of time. */
    public List<Outage> outages() {
        return outages;
    }

    /** All frames in order of time; each call begins anew. */
    public Iterator<TimedFrame> frames() {
        return new Frames();
    }

    /** Merges all sources that have begun; those of one moment in the order of segments, then of beginning. */
    private final class Frames implements Iterator<TimedFrame> {
        private final PriorityQueue<Active> active = new PriorityQueue<>(
            Comparator.comparingLong((Active each) -> each.source.at()).thenComparing(each -> each.source.segment())
                .thenComparing(each -> each.order));
        private final Deque<Episode> waiting;
        private final Map<Integer, List<Outage>> bySegment = outages.stream()
            .collect(Collectors.groupingBy(Outage::segment));
        private int begun;

        /** A source, and how many began before it. */
        private record Active(Source source, int order) { }

        private Frames() {
            List<Episode> sorted = new ArrayList<>(episodes);
            sorted.sort(Comparator.comparingLong(Episode::beginMicros).thenComparing(Episode::number));
            waiting = new ArrayDeque<>(sorted);
            SplittableRandom seeds = new SplittableRandom(~settings.seed());
            for (int segment = 1; segment <= settings.segments(); segment++) {
                begin(new Background(segment, settings.startMicros(), settings.endMicros(), seeds.nextLong()));
            }
            settle();
        }

        private void begin(Source source) {
            if (source != null && source.at() != Source.OVER) {
                active.add(new Active(source, begun++));
            }
        }

        /** Lets begin what does, and passes over what nobody sees. */
        private void settle() {
            while (true) {
                while (!waiting.isEmpty()
                        && (active.isEmpty() || waiting.peekFirst().beginMicros() <= active.peek().source.at())) {
                    Episode episode = waiting.removeFirst();
                    begin(episode.leadIn());
                    episode.sources().forEach(this::begin);
                }
                if (active.isEmpty() || !unseen(active.peek().source)) {
                    return;
                }
                take();
            }
        }

        private boolean unseen(Source source) {
            for (Outage outage : bySegment.getOrDefault(source.segment(), List.of())) {
                if (source.at() >= outage.from() && source.at() < outage.to()) {
                    return true;
                }
            }
            return false;
        }

        private TimedFrame take() {
            Active first = active.remove();
            Source source = first.source;
            TimedFrame frame = new TimedFrame(source.at(), source.segment(), source.label(), source.next());
            if (source.at() != Source.OVER) {
                active.add(first);
            }
            return frame;
        }

        @Override
        public boolean hasNext() {
            return !active.isEmpty();
        }

        @Override
        public TimedFrame next() {
            if (active.isEmpty()) {
                throw new NoSuchElementException();
            }
            TimedFrame frame = take();
            settle();
            return frame;
        }
    }
}

package io.tidewatch.processors.query;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/**
 * How far a client has been told, as the id of the last event tells it: of each partition that is read the next offset.
 * {@code c0-1z.c1-4.a0-7}: changes in partition 0 from offset 71 in base 36, and so on; {@code a} is for alerts.
 */
final class StreamPosition {
    private static final int BASE = 36;
    private static final Pattern PART = Pattern.compile("([ac])([0-9]{1,5})-([0-9a-z]{1,12})");
    private static final int MOST_PARTS = 20_000;
    private static final Comparator<TopicPartition> ORDER = Comparator.comparing(TopicPartition::topic)
        .thenComparing(TopicPartition::partition);

    private final String changes;
    private final Map<TopicPartition, Long> next = new TreeMap<>(ORDER);

    /** @param changes name of the topic of changes; any other is that of the alerts */
    StreamPosition(String changes, Map<TopicPartition, Long> next) {
        this.changes = changes;
        this.next.putAll(next);
    }

    /**
     * The position that an id tells.
     *
     * @param partitions those that are read; the id must tell of just these
     * @throws Problem when it is none of ours, or of a stream with other filters
     */
    static StreamPosition of(String id, String changes, String alerts, Collection<TopicPartition> partitions) {
        Map<TopicPartition, Long> next = new TreeMap<>(ORDER);
        for (String part : id.split("\\.", MOST_PARTS)) {
            Matcher match = PART.matcher(part);
            if (!match.matches()) {
                throw refused(id);
            }
            next.put(new TopicPartition(match.group(1).equals("c") ? changes : alerts,
                Integer.parseInt(match.group(2))), Long.parseLong(match.group(3), BASE));
        }
        if (!next.keySet().equals(new HashSet<>(partitions))) {
            throw refused(id);
        }
        return new StreamPosition(changes, next);
    }

    private static Problem refused(String id) {
        return Problem.badRequest(Parameters.printable(id) + " is not the id of an event of this stream: ids hold only "
            + "for the same filters. Leave it out to begin with what happens from now on.");
    }

    Map<TopicPartition, Long> next() {
        return next;
    }

    void reach(TopicPartition partition, long offset) {
        next.put(partition, offset);
    }

    /** As the id of an event. */
    String id() {
        return next.entrySet().stream().map(each -> (each.getKey().topic().equals(changes) ? "c" : "a")
            + each.getKey().partition() + '-' + Long.toString(each.getValue(), BASE)).collect(Collectors.joining("."));
    }
}

package io.tidewatch.e2e.lab;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One part of a snapshot: what one witness showed when it was asked, read as deploy/lab/README.md says.
 *
 * @param snapshot label of the snapshot
 * @param witness which one
 * @param begun when it was asked
 * @param ended when it had answered
 * @param places what it shows, by place: a bridge's port, a host; {@code ""} for the segment
 */
public record Part(String snapshot, Witness witness, long begun, long ended, SortedMap<String, List<Seen>> places) {
    /** Packets reach sensor and witness some microseconds apart, bridge deadlines lie within 13 ms. */
    public static final long SLACK_US = 20_000;
    static final String SEGMENT = "";

    private static final long SECOND = 1_000_000;
    /** A whole second that is cut off, and what FRR's own timers are late. */
    private static final long WHOLE_SECOND_US = 1_100_000;
    private static final long CENTISECOND_US = 10_000;

    public static Part of(JsonNode snapshot, Witness witness) {
        JsonNode part = snapshot.path("parts").path(witness.part());
        Part empty = new Part(snapshot.path("label").asText(), witness, part.path("begun_us").asLong(),
            part.path("ended_us").asLong(), new TreeMap<>());
        JsonNode data = part.path("data");
        switch (witness) {
            case FRR_GROUPS -> empty.places.put(SEGMENT, empty.frrGroups(data));
            case FRR_SOURCES -> empty.places.put(SEGMENT, empty.frrSources(data));
            case QUERIER_BRIDGE, ACCESS_BRIDGE -> empty.bridge(data);
            case SOCKETS -> empty.sockets(data);
        }
        return empty;
    }

    private List<Seen> frrGroups(JsonNode data) {
        List<Seen> groups = new ArrayList<>();
        for (JsonNode row : data.path("lan0").path("groups")) {
            String timer = row.path("timer").asText();
            boolean runs = !timer.startsWith("-");
            // Shown as version 2 it has no mode: INCLUDE has no group timer.
            Mode mode = row.has("mode") ? Mode.valueOf(row.path("mode").asText()) : runs ? Mode.EXCLUDE : Mode.INCLUDE;
            groups.add(new Seen(row.path("group").asText(), mode, runs ? wholeSeconds(timer, begun, ended) : null,
                null, null));
        }
        return groups;
    }

    private List<Seen> frrSources(JsonNode data) {
        List<Seen> groups = new ArrayList<>();
        for (Map.Entry<String, JsonNode> group : data.path("lan0").properties()) {
            if (!group.getValue().has("sources")) {
                continue;
            }
            SortedMap<String, Seen.Range> running = new TreeMap<>();
            SortedSet<String> blocked = new TreeSet<>();
            for (JsonNode source : group.getValue().path("sources")) {
                String address = source.path("source").asText();
                String timer = source.path("timer").asText();
                if (address.equals("*")) {
                    continue;
                }
                if (timer.startsWith("-")) {
                    blocked.add(address);
                } else {
                    running.put(address, wholeSeconds(timer, begun, ended));
                }
            }
            groups.add(new Seen(group.getKey(), null, null, running, blocked));
        }
        return groups;
    }

    /** When a timer of FRR runs out that was shown between two moments. */
    static Seen.Range wholeSeconds(String timer, long begun, long ended) {
        long seconds = 0;
        for (String digits : timer.split(":")) {
            seconds = seconds * 60 + Long.parseLong(digits);
        }
        return new Seen.Range(begun + seconds * SECOND - SLACK_US, ended + seconds * SECOND + WHOLE_SECOND_US
            + SLACK_US);
    }

    private void bridge(JsonNode data) {
        for (JsonNode row : data.path(0).path("mdb")) {
            String port = row.path("port").asText();
            // A row of one source repeats what its group's row lists.
            if (row.has("src") || port.equals(row.path("dev").asText())) {
                continue;
            }
            Seen seen = bridgeRow(row);
            if (seen.mode() == Mode.EXCLUDE || !seen.running().isEmpty()) {
                String place = witness == Witness.ACCESS_BRIDGE ? port : SEGMENT;
                places.computeIfAbsent(place, unknown -> new ArrayList<>()).add(seen);
            }
        }
    }

    private Seen bridgeRow(JsonNode row) {
        SortedMap<String, Seen.Range> running = new TreeMap<>();
        SortedSet<String> stopped = new TreeSet<>();
        for (JsonNode source : row.path("source_list")) {
            Seen.Range range = centiseconds(source.path("timer").asText());
            if (range == null) {
                stopped.add(source.path("address").asText());
            } else {
                running.put(source.path("address").asText(), range);
            }
        }
        Seen.Range timer = centiseconds(row.path("timer").asText());
        // The group timer is over when it shows 0.00, though it may fire later.
        boolean exclude = row.path("filter_mode").asText().equals("exclude") && timer != null;
        return new Seen(row.path("grp").asText(), exclude ? Mode.EXCLUDE : Mode.INCLUDE, exclude ? timer : null,
            running, exclude ? stopped : new TreeSet<>());
    }

    private Seen.Range centiseconds(String timer) {
        String[] parts = timer.strip().split("\\.");
        long left = Long.parseLong(parts[0]) * SECOND + Long.parseLong(parts[1]) * CENTISECOND_US;
        return left == 0 ? null : new Seen.Range(begun + left - CENTISECOND_US - SLACK_US,
            ended + left + CENTISECOND_US + SLACK_US);
    }

    private void sockets(JsonNode data) {
        for (Map.Entry<String, JsonNode> host : data.properties()) {
            if (host.getValue().path("dead").asBoolean()) {
                continue;
            }
            List<Seen> groups = new ArrayList<>();
            for (Map.Entry<String, JsonNode> group : host.getValue().path("groups").properties()) {
                SortedSet<String> sources = new TreeSet<>();
                group.getValue().path("sources").forEach(source -> sources.add(source.asText()));
                Mode mode = Mode.valueOf(group.getValue().path("mode").asText());
                SortedMap<String, Seen.Range> running = new TreeMap<>();
                if (mode == Mode.INCLUDE) {
                    sources.forEach(source -> running.put(source, null));
                    sources.clear();
                }
                groups.add(new Seen(group.getKey(), mode, null, running, sources));
            }
            places.put(host.getKey(), groups);
        }
    }

    /** The moments at which a value may be right: both ends, widened, and after each message in between. */
    Set<Long> moments(List<Message> messages) {
        return moments(begun, ended, messages);
    }

    static Set<Long> moments(long begun, long ended, List<Message> messages) {
        Set<Long> moments = new TreeSet<>(Set.of(begun - SLACK_US, begun, ended, ended + SLACK_US));
        for (Message message : messages) {
            if (message.at() > begun - SLACK_US && message.at() < ended + SLACK_US) {
                moments.add((message.at() / 1000 + 1) * 1000);
            }
        }
        Set<Long> whole = new TreeSet<>();
        moments.forEach(moment -> whole.add(moment / 1000 * 1000));
        return whole;
    }
}

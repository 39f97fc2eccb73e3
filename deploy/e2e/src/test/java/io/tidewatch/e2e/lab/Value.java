package io.tidewatch.e2e.lab;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What somebody holds of one group at one moment.
 *
 * @param mode filter mode
 * @param timer when the group timer runs out; {@link #UNTOLD} in INCLUDE, or when it is not told
 * @param running sources with a running timer, and when that runs out or {@link #UNTOLD}
 * @param blocked EXCLUDE: the sources that nobody wants
 */
public record Value(Mode mode, long timer, SortedMap<String, Long> running, SortedSet<String> blocked) {
    static final long UNTOLD = -1;

    /** A group of {@code /segments/S/groups}. */
    public static Value ofGroup(JsonNode group) {
        SortedMap<String, Long> running = new TreeMap<>();
        SortedSet<String> blocked = new TreeSet<>();
        for (JsonNode source : group.path("sources")) {
            String address = source.path("address").asText();
            if (source.path("blocked").asBoolean()) {
                blocked.add(address);
            } else {
                running.put(address, time(source.path("expires_at")));
            }
        }
        Mode mode = Mode.valueOf(group.path("filter_mode").asText());
        return new Value(mode, mode == Mode.INCLUDE ? UNTOLD : time(group.path("expires_at")), running, blocked);
    }

    /** A host of {@code /segments/S/groups/G/members}: what it last said, without timers. */
    public static Value ofMember(JsonNode member) {
        SortedSet<String> sources = new TreeSet<>();
        member.path("sources").forEach(source -> sources.add(source.asText()));
        return ofHost(Mode.valueOf(member.path("filter_mode").asText()), sources);
    }

    /** What a host wants, without timers. */
    static Value ofHost(Mode mode, SortedSet<String> sources) {
        SortedMap<String, Long> running = new TreeMap<>();
        if (mode == Mode.INCLUDE) {
            sources.forEach(source -> running.put(source, UNTOLD));
            return new Value(mode, UNTOLD, running, new TreeSet<>());
        }
        return new Value(mode, UNTOLD, running, sources);
    }

    /** The same without timers. */
    public Value untimed() {
        SortedMap<String, Long> untold = new TreeMap<>(running);
        untold.replaceAll((source, until) -> UNTOLD);
        return new Value(mode, UNTOLD, untold, blocked);
    }

    private static long time(JsonNode time) {
        return time.isTextual() ? micros(Instant.parse(time.asText())) : UNTOLD;
    }

    static long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }

    /** Whether two listeners agree, timers within the rounding of milliseconds. */
    boolean sameAs(Value other) {
        return other != null && mode == other.mode && blocked.equals(other.blocked)
            && running.keySet().equals(other.running.keySet()) && close(timer, other.timer)
            && running.entrySet().stream().allMatch(each -> close(each.getValue(), other.running.get(each.getKey())));
    }

    private static boolean close(long a, long b) {
        return a == UNTOLD || b == UNTOLD || Math.abs(a - b) <= 2000;
    }

    /** As people read it; timers as seconds from a moment. */
    String shown(long now) {
        StringBuilder text = new StringBuilder(mode.toString());
        if (timer != UNTOLD) {
            text.append(String.format(" %.3f", (timer - now) / 1e6));
        }
        text.append(" {");
        for (Map.Entry<String, Long> source : running.entrySet()) {
            text.append(source.getKey());
            if (source.getValue() != UNTOLD) {
                text.append(String.format(" %.3f", (source.getValue() - now) / 1e6));
            }
            text.append(' ');
        }
        return text.append("} blocked ").append(blocked).toString();
    }
}

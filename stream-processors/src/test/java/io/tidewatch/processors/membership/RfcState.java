package io.tidewatch.processors.membership;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A router's state of one group as the tables of RFC 9776 section 6 write it, INCLUDE (A) or EXCLUDE (X,Y), and what a
 * row makes of it. A timer is its deadline; 0 is a timer that does not run.
 */
record RfcState(FilterMode mode, long groupTimer, SortedMap<String, Long> sourceTimers) {

    /** The sets of the state by the names that the row gives them. */
    Map<String, SortedSet<String>> sets(String text) {
        List<String> names = SetNotation.arguments(text);
        Map<String, SortedSet<String>> sets = new TreeMap<>();
        sets.put(names.get(0), running());
        if (mode == FilterMode.EXCLUDE) {
            sets.put(names.get(1), stopped());
        }
        return sets;
    }

    /** The state after the actions of a row; checks that they agree with the new state that the row names. */
    RfcState after(RfcTable.Row row, Map<String, SortedSet<String>> sets, long gmi, long lmqt) {
        SortedMap<String, Long> timers = new TreeMap<>(sourceTimers);
        long group = groupTimer;
        for (String action : row.list("actions")) {
            if (action.startsWith("Send ")) {
                continue;
            }
            if (action.equals("Group Timer=GMI")) {
                group = gmi;
            } else if (action.equals("Group Timer lowered to LMQT")) {
                group = Math.min(group, lmqt);
            } else if (action.startsWith("Delete ")) {
                SetNotation.value(action.substring("Delete ".length()), sets).forEach(timers::remove);
            } else if (action.endsWith(" lowered to LMQT")) {
                String expression = action.substring(0, action.length() - " lowered to LMQT".length());
                SetNotation.value(expression, sets).forEach(s -> timers.merge(s, lmqt, Math::min));
            } else {
                int equals = action.lastIndexOf('=');
                long value = switch (action.substring(equals + 1)) {
                    case "0" -> 0;
                    case "GMI" -> gmi;
                    case "Group Timer" -> group;
                    default -> throw new IllegalArgumentException("no such action: " + action);
                };
                SetNotation.value(action.substring(0, equals), sets).forEach(s -> timers.put(s, value));
            }
        }
        FilterMode next = FilterMode.valueOf(row.get("new state").replaceAll(" .*", ""));
        RfcState state = new RfcState(next, next == FilterMode.INCLUDE ? 0 : group, timers);
        List<String> named = SetNotation.arguments(row.get("new state"));
        assertThat(state.running()).as("the actions of %s", row).isEqualTo(SetNotation.value(named.get(0), sets));
        assertThat(state.stopped()).as("the actions of %s", row)
            .isEqualTo(next == FilterMode.INCLUDE ? new TreeSet<>() : SetNotation.value(named.get(1), sets));
        return state;
    }

    /** As the rules keep it; null for INCLUDE ({}), which is no record. */
    GroupState kept() {
        if (mode == FilterMode.INCLUDE && sourceTimers.isEmpty()) {
            return null;
        }
        SortedMap<String, Long> deadlines = new TreeMap<>();
        sourceTimers.forEach((source, timer) -> deadlines.put(source, timer == 0 ? GroupState.BLOCKED : timer));
        return new GroupState(mode, mode == FilterMode.INCLUDE ? GroupState.NEVER : groupTimer, deadlines);
    }

    private SortedSet<String> running() {
        SortedSet<String> running = new TreeSet<>(sourceTimers.keySet());
        running.removeIf(source -> sourceTimers.get(source) == 0);
        return running;
    }

    private SortedSet<String> stopped() {
        SortedSet<String> stopped = new TreeSet<>(sourceTimers.keySet());
        stopped.removeIf(source -> sourceTimers.get(source) != 0);
        return stopped;
    }
}

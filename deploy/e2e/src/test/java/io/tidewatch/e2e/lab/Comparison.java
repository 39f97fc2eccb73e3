package io.tidewatch.e2e.lab;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Compares our state with what the witnesses show, one group at a time, and finds the fewest rules that explain. */
final class Comparison {
    private final Churn churn;
    private final Ours ours;
    private final Tally tally;
    private final Map<Asked, SortedMap<String, Value>> models = new HashMap<>();

    Comparison(Churn churn, Ours ours, Tally tally) {
        this.churn = churn;
        this.ours = ours;
        this.tally = tally;
    }

    private record Asked(Witness witness, String place, Set<Rule> rules, long at) {
    }

    /** Compares one part at every place that either side knows. */
    void compare(Part part) {
        models.clear();
        Set<String> places = new TreeSet<>(part.places().keySet());
        if (part.witness() == Witness.ACCESS_BRIDGE) {
            places.retainAll(churn.macs().keySet());
            places.addAll(churn.macs().keySet());
        }
        for (String place : places) {
            compare(part, place);
        }
    }

    private void compare(Part part, String place) {
        List<Long> moments = List.copyOf(part.moments(churn.messages()));
        Map<Long, SortedMap<String, Value>> held = new TreeMap<>();
        SortedMap<String, Seen> shown = new TreeMap<>();
        part.places().getOrDefault(place, List.of()).forEach(seen -> shown.put(seen.group(), seen));
        SortedSet<String> groups = new TreeSet<>(shown.keySet());
        for (long moment : moments) {
            SortedMap<String, Value> then = ours.at(part.witness(), place, moment);
            held.put(moment, then);
            groups.addAll(then.keySet());
        }
        for (String group : groups) {
            if (part.witness().knows(group) && told(part.witness(), group)) {
                judge(part, place, group, shown.get(group), held);
            }
        }
    }

    /** Sockets tell what applications asked for; a host's own groups (all hosts, solicited node) are the kernel's. */
    private static boolean told(Witness witness, String group) {
        return witness != Witness.SOCKETS || !group.startsWith("ff02::") && !group.startsWith("224.0.0.");
    }

    private void judge(Part part, String place, String group, Seen seen, Map<Long, SortedMap<String, Value>> held) {
        for (SortedMap<String, Value> then : held.values()) {
            if (agrees(part.witness(), seen, then.get(group))) {
                tally.equal(part.witness());
                return;
            }
        }
        String why = "no rules reproduce it";
        for (Set<Rule> rules : subsets(part.witness().rules())) {
            for (long moment : held.keySet()) {
                if (agrees(part.witness(), seen, churn(part, place, rules, moment).get(group))) {
                    if (oursIsRight(part, place, group, held)) {
                        tally.explained(part.witness(), rules);
                        return;
                    }
                    why = rules + " reproduces it, but ours is not what the listener without rules holds";
                }
            }
        }
        tally.unexplained(part.witness(), describe(part, place, group, seen, held, why));
    }

    private static boolean agrees(Witness witness, Seen seen, Value value) {
        if (seen != null) {
            return seen.agrees(value);
        }
        // A list of sources has no line for a group without any.
        return value == null || witness == Witness.FRR_SOURCES && value.running().isEmpty()
            && value.blocked().isEmpty();
    }

    private boolean oursIsRight(Part part, String place, String group, Map<Long, SortedMap<String, Value>> held) {
        for (Map.Entry<Long, SortedMap<String, Value>> then : held.entrySet()) {
            Value value = then.getValue().get(group);
            Value model = churn(part, place, Set.of(), then.getKey()).get(group);
            if (value == null ? model == null : value.sameAs(model)) {
                return true;
            }
        }
        return false;
    }

    private SortedMap<String, Value> churn(Part part, String place, Set<Rule> rules, long moment) {
        return models.computeIfAbsent(new Asked(part.witness(), place, rules, moment),
            asked -> churn.at(asked.witness, asked.place, asked.rules, asked.at));
    }

    /** All sets of these rules, the smallest first. */
    private static List<Set<Rule>> subsets(List<Rule> rules) {
        List<Set<Rule>> subsets = new ArrayList<>();
        for (int bits = 1; bits < 1 << rules.size(); bits++) {
            Set<Rule> subset = EnumSet.noneOf(Rule.class);
            for (int i = 0; i < rules.size(); i++) {
                if ((bits & 1 << i) != 0) {
                    subset.add(rules.get(i));
                }
            }
            subsets.add(subset);
        }
        subsets.sort(Comparator.comparingInt(Set::size));
        return subsets;
    }

    private String describe(Part part, String place, String group, Seen seen, Map<Long, SortedMap<String, Value>> held,
                            String why) {
        long now = part.begun();
        StringBuilder text = new StringBuilder(String.format("%s %s %s %s at %d.%06d: %s%n  witness %s",
            part.snapshot(), part.witness(), place, group, now / 1_000_000, now % 1_000_000, why,
            seen == null ? "nothing" : seen.shown(now)));
        held.forEach((moment, then) -> text.append(String.format("%n  ours    %s, listener %s",
            shown(then.get(group), now), shown(churn(part, place, Set.of(), moment).get(group), now))));
        text.append(String.format("%n  listener with all rules %s", shown(churn(part, place,
            EnumSet.copyOf(part.witness().rules()), part.ended()).get(group), now)));
        return text.toString();
    }

    private static String shown(Value value, long now) {
        return value == null ? "nothing" : value.shown(now);
    }
}

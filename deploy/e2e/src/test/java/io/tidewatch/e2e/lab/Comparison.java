package io.tidewatch.e2e.lab;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Compares our state with what the witnesses show, one group at a time, and finds the fewest rules that explain. */
public final class Comparison {
    private final Churn churn;
    private final Ours ours;
    private final Tally tally;
    private final Map<String, Churn> aboutGroups = new HashMap<>();
    private final Map<Asked, Optional<Value>> models = new HashMap<>();

    public Comparison(Churn churn, Ours ours, Tally tally) {
        this.churn = churn;
        this.ours = ours;
        this.tally = tally;
    }

    private record Asked(Witness witness, String place, String group, Set<Rule> rules, long at) {
    }

    /** Compares one part at every place that either side knows. */
    public void compare(Part part) {
        models.clear();
        Set<String> places = new TreeSet<>(part.places().keySet());
        if (part.witness() == Witness.ACCESS_BRIDGE) {
            // Not the routers' ports, and hosts whose port the bridge does not show.
            places = churn.macs().keySet();
        }
        for (String place : places) {
            compare(part, place);
        }
    }

    private void compare(Part part, String place) {
        List<Long> moments = List.copyOf(part.moments(churn.messages()));
        SortedMap<String, Seen> shown = new TreeMap<>();
        part.places().getOrDefault(place, List.of()).forEach(seen -> shown.put(seen.group(), seen));
        SortedSet<String> groups = new TreeSet<>(shown.keySet());
        groups.addAll(ours.at(part.witness(), place, moments.get(0)).keySet());
        for (String group : groups) {
            if (part.witness().knows(group) && told(part.witness(), group)) {
                judge(new Case(part, place, group, shown.get(group), moments));
            }
        }
    }

    /** One group at one place of one part; {@code seen} is null when the witness does not show it. */
    private record Case(Part part, String place, String group, Seen seen, List<Long> moments) {
        boolean agrees(Value value) {
            if (seen != null) {
                return seen.agrees(value);
            }
            // A list of sources has no line for a group without any.
            return value == null || part.witness() == Witness.FRR_SOURCES && value.running().isEmpty()
                && value.blocked().isEmpty();
        }
    }

    /** Sockets tell what applications asked for; a host's own groups (all hosts, solicited node) are the kernel's. */
    private static boolean told(Witness witness, String group) {
        return witness != Witness.SOCKETS || !group.startsWith("ff02::") && !group.startsWith("224.0.0.");
    }

    private void judge(Case each) {
        Witness witness = each.part.witness();
        for (long moment : each.moments) {
            if (each.agrees(ours(each, moment))) {
                tally.equal(witness);
                return;
            }
        }
        Set<Rule> rules = reproducing(each);
        if (rules == null) {
            tally.unexplained(witness, describe(each, "no rules reproduce it"));
        } else if (rules.isEmpty()) {
            tally.unexplained(witness, describe(each, "the witness shows what the RFC says, ours differs"));
        } else if (each.moments.stream().noneMatch(moment -> oursIsRight(each, moment))) {
            tally.unexplained(witness, describe(each, rules + " reproduces it, but ours is not what the RFC says"));
        } else {
            tally.explained(witness, rules);
        }
    }

    /** The fewest rules that reproduce what the witness shows; null when none do. */
    private Set<Rule> reproducing(Case each) {
        for (Set<Rule> rules : subsets(each.part.witness().rules())) {
            if (each.moments.stream().anyMatch(moment -> each.agrees(model(each, rules, moment)))) {
                return rules;
            }
        }
        return null;
    }

    private boolean oursIsRight(Case each, long moment) {
        Value value = ours(each, moment);
        Value model = model(each, Set.of(), moment);
        return value == null ? model == null : value.sameAs(model);
    }

    private Value ours(Case each, long moment) {
        return ours.at(each.part.witness(), each.place, moment).get(each.group);
    }

    private Value model(Case each, Set<Rule> rules, long moment) {
        return models.computeIfAbsent(new Asked(each.part.witness(), each.place, each.group, rules, moment),
            asked -> Optional.ofNullable(aboutGroups.computeIfAbsent(asked.group, churn::about)
                .at(asked.witness, asked.place, asked.rules, asked.at).get(asked.group))).orElse(null);
    }

    /** All sets of these rules, the smallest first. */
    private static List<Set<Rule>> subsets(List<Rule> rules) {
        List<Set<Rule>> subsets = new ArrayList<>();
        for (int bits = 0; bits < 1 << rules.size(); bits++) {
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

    private String describe(Case each, String why) {
        long now = each.part.begun();
        StringBuilder text = new StringBuilder(String.format("%s %s %s %s at %d.%06d: %s%n  witness %s",
            each.part.snapshot(), each.part.witness(), each.place, each.group, now / 1_000_000, now % 1_000_000, why,
            each.seen == null ? "nothing" : each.seen.shown(now)));
        for (long moment : each.moments) {
            text.append(String.format("%n  ours    %s, listener %s", shown(ours(each, moment), now),
                shown(model(each, Set.of(), moment), now)));
        }
        return text.append(String.format("%n  listener with all rules %s", shown(model(each,
            EnumSet.copyOf(each.part.witness().rules()), each.part.ended()), now))).toString();
    }

    private static String shown(Value value, long now) {
        return value == null ? "nothing" : value.shown(now);
    }
}

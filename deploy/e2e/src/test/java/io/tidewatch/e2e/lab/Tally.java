package io.tidewatch.e2e.lab;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How many states were compared, were equal, were explained, and by which rules. */
public final class Tally {
    private final Map<Witness, Integer> compared = new EnumMap<>(Witness.class);
    private final Map<Witness, Integer> equal = new EnumMap<>(Witness.class);
    private final Map<Rule, Integer> explained = new EnumMap<>(Rule.class);
    private final List<String> unexplained = new ArrayList<>();

    void equal(Witness witness) {
        compared.merge(witness, 1, Integer::sum);
        equal.merge(witness, 1, Integer::sum);
    }

    void explained(Witness witness, Set<Rule> rules) {
        compared.merge(witness, 1, Integer::sum);
        rules.forEach(rule -> explained.merge(rule, 1, Integer::sum));
    }

    void unexplained(Witness witness, String what) {
        compared.merge(witness, 1, Integer::sum);
        unexplained.add(what);
    }

    public int compared(Witness witness) {
        return compared.getOrDefault(witness, 0);
    }

    public int equalOnes(Witness witness) {
        return equal.getOrDefault(witness, 0);
    }

    public Set<Rule> rules() {
        Set<Rule> rules = EnumSet.noneOf(Rule.class);
        rules.addAll(explained.keySet());
        return rules;
    }

    public List<String> unexplained() {
        return unexplained;
    }

    /** For people. */
    public String report() {
        StringBuilder text = new StringBuilder();
        for (Witness witness : Witness.values()) {
            text.append(String.format("%-15s %5d states compared, %5d equal%n", witness, compared(witness),
                equalOnes(witness)));
        }
        explained.forEach((rule, count) -> text.append(String.format("%5d explained by %s: %s%n", count, rule,
            rule.sentence())));
        text.append(String.format("%5d unexplained%n", unexplained.size()));
        unexplained.stream().limit(50).forEach(each -> text.append(each).append(System.lineSeparator()));
        return text.toString();
    }
}

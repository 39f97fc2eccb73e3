package io.tidewatch.processors.membership;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The set notation of RFC 9776 section 4.2.16: A+B union, A*B intersection, A-B difference, read from the left, with
 * parentheses; {} is the empty set.
 */
final class SetNotation {
    private final String text;
    private final Map<String, SortedSet<String>> names;
    private int at;

    private SetNotation(String text, Map<String, SortedSet<String>> names) {
        this.text = text.replace(" ", "");
        this.names = names;
    }

    static SortedSet<String> value(String text, Map<String, SortedSet<String>> names) {
        SetNotation reader = new SetNotation(text, names);
        SortedSet<String> value = reader.sum();
        if (reader.at != reader.text.length()) {
            throw new IllegalArgumentException("left over at " + reader.at + " in " + text);
        }
        return value;
    }

    /** The arguments between the outer parentheses: "EXCLUDE (X+(A-Y),Y)" has two. */
    static List<String> arguments(String call) {
        int open = call.indexOf('(');
        if (open < 0) {
            return List.of();
        }
        List<String> arguments = new ArrayList<>();
        int depth = 0;
        int start = open + 1;
        for (int i = open; i < call.length(); i++) {
            char c = call.charAt(i);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c == ',' && depth == 1 || c == ')' && depth == 0) {
                arguments.add(call.substring(start, i));
                start = i + 1;
            }
        }
        if (depth != 0) {
            throw new IllegalArgumentException("parentheses in " + call);
        }
        return arguments;
    }

    private SortedSet<String> sum() {
        SortedSet<String> value = term();
        while (at < text.length() && "+-*".indexOf(text.charAt(at)) >= 0) {
            char operator = text.charAt(at++);
            SortedSet<String> right = term();
            SortedSet<String> next = new TreeSet<>(value);
            switch (operator) {
                case '+' -> next.addAll(right);
                case '-' -> right.forEach(next::remove);
                default -> next.removeIf(source -> !right.contains(source));
            }
            value = next;
        }
        return value;
    }

    private SortedSet<String> term() {
        if (text.startsWith("{}", at)) {
            at += 2;
            return new TreeSet<>();
        }
        if (text.charAt(at) == '(') {
            at++;
            SortedSet<String> inner = sum();
            if (at >= text.length() || text.charAt(at++) != ')') {
                throw new IllegalArgumentException("no closing parenthesis in " + text);
            }
            return inner;
        }
        SortedSet<String> named = names.get(text.substring(at, at + 1));
        if (named == null) {
            throw new IllegalArgumentException("no set of this name at " + at + " in " + text);
        }
        at++;
        return new TreeSet<>(named);
    }
}

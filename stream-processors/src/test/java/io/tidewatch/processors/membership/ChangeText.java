package io.tidewatch.processors.membership;

/** A change in one line, every component of it, so that a history reads as a page. */
final class ChangeText {
    private ChangeText() {
    }

    static String of(Change change) {
        String who = change.host() == null ? "group" : change.host() + "(" + change.mac() + ")";
        return change.at() + " #" + change.sequence() + " " + change.type() + " by " + change.cause() + ": " + who + " "
            + of(change.before()) + " -> " + of(change.after()) + ", members " + change.members()
            + (change.detail() == null ? "" : ", " + change.detail());
    }

    private static String of(Filter filter) {
        if (filter == null) {
            return "-";
        }
        String sources = String.join(",", filter.sources());
        return switch (filter.mode()) {
            case INCLUDE -> "IN(" + sources + ")" + (filter.blocked().isEmpty() ? "" : " and blocked " + filter);
            case EXCLUDE -> "EX(" + sources + ";" + String.join(",", filter.blocked()) + ")";
        };
    }
}

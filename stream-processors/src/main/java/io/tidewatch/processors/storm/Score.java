package io.tidewatch.processors.storm;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The score of one cause while it is being made up: points for features that hold, each with its sentence. */
final class Score {
    private final Cause cause;
    private final List<String> evidence = new ArrayList<>();
    private int points;
    private boolean possible = true;

    Score(Cause cause) {
        this.cause = cause;
    }

    /** Without this it can't be the cause. */
    Score needs(boolean holds) {
        possible &= holds;
        return this;
    }

    /** Points for a feature that holds. The sentence is a format with its arguments. */
    Score plus(int more, boolean holds, String sentence, Object... values) {
        if (holds && possible) {
            points += more;
            evidence.add(String.format(Locale.ROOT, sentence, values));
        }
        return this;
    }

    /** Points off for a feature that speaks against it. */
    Score minus(int fewer, boolean holds) {
        points -= holds ? fewer : 0;
        return this;
    }

    Cause cause() {
        return cause;
    }

    int points() {
        return possible ? Math.max(0, Math.min(100, points)) : 0;
    }

    List<String> evidence() {
        return evidence;
    }
}

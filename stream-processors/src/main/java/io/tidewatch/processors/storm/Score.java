package io.tidewatch.processors.storm;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The score of one cause while it is being made up: points for features that hold, each with its sentence. */
final class Score {
    private final Cause cause;
    private final List<Sentence> sentences = new ArrayList<>();
    private int points;
    private boolean possible = true;

    /** A format and its arguments: causes are judged each second, and seldom put into words. */
    private record Sentence(String format, Object[] values) { }

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
            sentences.add(new Sentence(sentence, values));
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
        return sentences.stream().map(each -> String.format(Locale.ROOT, each.format(), each.values())).toList();
    }
}

package io.tidewatch.processors.storm;

import java.util.ArrayList;
import java.util.List;

/**
 * Why a storm is.
 *
 * @param cause the cause
 * @param confidence its score, 0 to 100; the best score of all when unclassified
 * @param runnerUp second best that scored at all; null when there is none
 * @param scores causes that scored at all, best first
 * @param evidence sentences that say why; empty until it is told
 */
public record Verdict(Cause cause, int confidence, Cause runnerUp, List<Scored> scores, List<String> evidence) {
    private static final int MOST_EVIDENCE = 32;

    /**
     * One score.
     *
     * @param cause cause
     * @param score 0 to 100
     */
    public record Scored(Cause cause, int score) { }

    public Verdict {
        scores = List.copyOf(scores);
        evidence = List.copyOf(evidence);
    }

    /** The same, with the sentences that say why. */
    Verdict told(List<String> sentences) {
        return new Verdict(cause, confidence, runnerUp, scores, sentences);
    }

    /** The score of a cause, 0 when it has none. */
    int scoreOf(Cause other) {
        for (Scored scored : scores) {
            if (scored.cause() == other) {
                return scored.score();
            }
        }
        return 0;
    }

    void write(StateOutput out) {
        out.word(cause);
        out.number(confidence);
        out.flag(runnerUp != null);
        if (runnerUp != null) {
            out.word(runnerUp);
        }
        out.number(scores.size());
        for (Scored scored : scores) {
            out.word(scored.cause());
            out.number(scored.score());
        }
        out.number(evidence.size());
        evidence.forEach(out::text);
    }

    static Verdict read(StateInput in) {
        Cause cause = in.word(Cause.values());
        int confidence = in.integer();
        Cause runnerUp = in.flag() ? in.word(Cause.values()) : null;
        List<Scored> scores = new ArrayList<>();
        for (int left = in.size(Cause.values().length); left > 0; left--) {
            scores.add(new Scored(in.word(Cause.values()), in.integer()));
        }
        List<String> evidence = new ArrayList<>();
        for (int left = in.size(MOST_EVIDENCE); left > 0; left--) {
            evidence.add(in.text());
        }
        return new Verdict(cause, confidence, runnerUp, scores, evidence);
    }
}

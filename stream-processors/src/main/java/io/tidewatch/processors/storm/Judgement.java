package io.tidewatch.processors.storm;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Which cause a {@link Profile} speaks for, and why. */
final class Judgement {
    private static final int CLASSIFIED = 50;

    private Judgement() {
    }

    /** The verdict, which {@link #evidence} puts into words. */
    static Verdict of(Profile profile) {
        List<Score> scores = Causes.scores(profile);
        scores.removeIf(score -> score.points() == 0);
        scores.sort(Comparator.comparingInt(Score::points).reversed().thenComparing(Score::cause));
        List<Verdict.Scored> listed = new ArrayList<>();
        scores.forEach(score -> listed.add(new Verdict.Scored(score.cause(), score.points())));
        if (scores.isEmpty() || scores.get(0).points() < CLASSIFIED) {
            return new Verdict(Cause.UNCLASSIFIED, scores.isEmpty() ? 0 : scores.get(0).points(),
                scores.isEmpty() ? null : scores.get(0).cause(), listed, List.of());
        }
        return new Verdict(scores.get(0).cause(), scores.get(0).points(),
            scores.size() > 1 ? scores.get(1).cause() : null, listed, List.of());
    }

    /** What speaks for a cause, in sentences; where nothing does, the plain numbers. */
    static List<String> evidence(Profile profile, Cause cause) {
        for (Score score : Causes.scores(profile)) {
            if (score.cause() == cause && score.points() > 0) {
                return score.evidence();
            }
        }
        return List.of(
            String.format(Locale.ROOT, "%d senders, %d receivers", profile.reporterCount.count(),
                profile.receiverCount.count()),
            String.format(Locale.ROOT, "failing traffic: %d sources, %d destinations, %d flows",
                profile.sourceCount.count(), profile.destinationCount.count(), profile.flowCount.count()));
    }
}

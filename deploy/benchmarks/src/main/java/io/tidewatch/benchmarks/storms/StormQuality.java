package io.tidewatch.benchmarks.storms;

import io.tidewatch.benchmarks.Report;
import io.tidewatch.processors.storm.StormPolicy;
import io.tidewatch.simulate.Scenario;
import io.tidewatch.simulate.Scenario.Kind;
import io.tidewatch.simulate.Simulation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/** How well the detector finds and explains simulated storms, with the policy that it has unless told otherwise. */
public final class StormQuality {
    /** What is reported comes from this seed, on which nothing is tried. */
    public static final long REPORTING_SEED = 20_261_128;

    private static final Instant START = Instant.parse("2026-01-05T00:00:00Z");
    private static final Set<Kind> STORMS = EnumSet.of(Kind.STORM, Kind.HARD);
    /** The detector waits this long before it says that a storm is over. */
    private static final long GRACE_MS = 35_000;
    private static final Duration WEEK = Duration.ofDays(7);

    private final List<Score> scores;
    private final List<Alert> falseAlarms;
    private final Detection.Outcome outcome;
    private final Simulation simulation;
    private final Duration took;

    private StormQuality(Simulation simulation, Detection.Outcome outcome, Duration took) {
        this.simulation = simulation;
        this.outcome = outcome;
        this.took = took;
        Score.Matches matches = Score.match(simulation.labels(), outcome.alerts(), GRACE_MS);
        scores = matches.scores();
        falseAlarms = matches.falseAlarms();
    }

    /** All scenarios over some time on so many segments. */
    public static Simulation.Settings settings(long seed, Duration length, int segments, int each) {
        return new Simulation.Settings(seed, START, length, segments, List.of(Scenario.values()), each);
    }

    /** Runs it. */
    public static StormQuality of(Simulation.Settings settings) {
        long began = System.nanoTime();
        Simulation simulation = Simulation.of(settings);
        Detection.Outcome outcome = Detection.of(simulation, StormPolicy.DEFAULT);
        return new StormQuality(simulation, outcome, Duration.ofNanos(System.nanoTime() - began));
    }

    List<Score> scores() {
        return scores;
    }

    List<Alert> falseAlarms() {
        return falseAlarms;
    }

    /** Tells it as tables. */
    public void report(Report report) {
        Simulation.Settings settings = simulation.settings();
        report.line(String.format(Locale.ROOT,
            "Storms, seed %d: %s on %d segments, %,d frames with %,d errors, in %d s.", settings.seed(),
            settings.length(), settings.segments(), outcome.frames(), outcome.errors(), took.toSeconds()));
        report.table("Storms found and explained", List.of("all storms", "value", "target"), totals());
        report.table("Storms by scenario", List.of("scenario", "storms", "found", "cause", "top two", "at last",
            "scope", "alerts/storm", "delay median", "p99", "from crossing"), byScenario());
        report.table("Confusers", List.of("confuser", "cause", "times", "alerts", "called so", "not to be called",
            "called that"), confusers());
        wrongCauses(report);
    }

    private List<List<String>> totals() {
        List<Score> storms = chosen(score -> STORMS.contains(score.label().scenario().kind()));
        List<Score> found = storms.stream().filter(Score::found).toList();
        long alerts = storms.stream().mapToLong(score -> score.alerts().size()).sum();
        long floods = chosen(score -> score.label().scenario().kind() == Kind.FLOOD).stream()
            .mapToLong(score -> score.alerts().size()).sum();
        double weeks = (double) simulation.settings().length().toMillis() / WEEK.toMillis();
        return List.of(
            List.of("storms", Integer.toString(storms.size()), "200"),
            List.of("recall", ratio(found.size(), storms.size()), "0.99"),
            List.of("precision", ratio(alerts, alerts + falseAlarms.size() + floods), ""),
            List.of("cause, of those found", ratio(count(found, Score::causeRight), found.size()), "0.9"),
            List.of("cause in the top two", ratio(count(found, Score::causeInTopTwo), found.size()), ""),
            List.of("cause at last", ratio(count(found, Score::causeRightAtLast), found.size()), "0.9"),
            List.of("scope", ratio(count(found, Score::scopeRight), found.size()), ""),
            List.of("alerts per storm found", ratio(alerts, found.size()), "1"),
            List.of("storms with exactly one", ratio(count(storms, score -> score.alerts().size() == 1), storms.size()),
                "1"),
            List.of("delay median, s", seconds(quantile(delays(found), 0.5)), ""),
            List.of("delay p99, s", seconds(quantile(delays(found), 0.99)), "2"),
            List.of("false alarms", Integer.toString(falseAlarms.size()), ""),
            List.of("false alarms a week", String.format(Locale.ROOT, "%.1f", falseAlarms.size() / weeks), "1"));
    }

    private List<List<String>> byScenario() {
        List<List<String>> rows = new ArrayList<>();
        for (Scenario scenario : Scenario.values()) {
            List<Score> storms = chosen(score -> score.label().scenario() == scenario);
            if (!STORMS.contains(scenario.kind()) || storms.isEmpty()) {
                continue;
            }
            List<Score> found = storms.stream().filter(Score::found).toList();
            long alerts = storms.stream().mapToLong(score -> score.alerts().size()).sum();
            rows.add(List.of(scenario.id(), Integer.toString(storms.size()), Integer.toString(found.size()),
                Long.toString(count(found, Score::causeRight)), Long.toString(count(found, Score::causeInTopTwo)),
                Long.toString(count(found, Score::causeRightAtLast)), Long.toString(count(found, Score::scopeRight)),
                found.isEmpty() ? "" : String.format(Locale.ROOT, "%.2f", (double) alerts / found.size()),
                seconds(quantile(delays(found), 0.5)), seconds(quantile(delays(found), 0.99)),
                seconds(quantile(found.stream().filter(score -> score.label().truth().crossed() >= 0)
                    .mapToLong(Score::delayFromCrossing).toArray(), 0.5))));
        }
        return rows;
    }

    private List<List<String>> confusers() {
        List<List<String>> rows = new ArrayList<>();
        for (Scenario scenario : Scenario.values()) {
            List<Score> times = chosen(score -> score.label().scenario() == scenario);
            if (scenario.kind() == Kind.CONFUSER && !times.isEmpty()) {
                String cause = times.get(0).label().cause();
                String confuses = times.get(0).label().confuses();
                rows.add(List.of(scenario.id(), cause == null ? "no alert" : cause, Integer.toString(times.size()),
                    Long.toString(times.stream().mapToLong(score -> score.alerts().size()).sum()),
                    Long.toString(count(times, score -> cause == null ? !score.found() : score.causeRight())),
                    confuses == null ? "" : confuses, Long.toString(count(times, Score::mistaken))));
            }
        }
        return rows;
    }

    private void wrongCauses(Report report) {
        List<String> wrong = new ArrayList<>();
        for (Score score : chosen(score -> STORMS.contains(score.label().scenario().kind()))) {
            String what = score.label().scenario().id() + " (" + score.label().content().id() + ", number "
                + score.label().number() + ")";
            if (!score.found()) {
                wrong.add(what + ": missed");
            } else if (!score.causeRight() || score.alerts().size() > 1) {
                wrong.add(what + ": " + score.alerts().stream().map(StormQuality::brief).toList());
            }
        }
        falseAlarms.forEach(alert -> wrong.add("false alarm on segments " + alert.segments() + " at "
            + Instant.ofEpochMilli(alert.openedAt()) + ": " + brief(alert) + ' ' + alert.verdict().evidence()));
        report.line(wrong.isEmpty() ? "Nothing was missed, doubled or taken for something else."
            : "What went wrong:\n\n- " + String.join("\n- ", wrong));
    }

    private static String brief(Alert alert) {
        return Score.cause(alert.verdict()) + " about " + alert.scope() + ", at last "
            + Score.cause(alert.lastVerdict());
    }

    private List<Score> chosen(Predicate<Score> which) {
        return scores.stream().filter(which).toList();
    }

    private static long count(List<Score> scores, Predicate<Score> which) {
        return scores.stream().filter(which).count();
    }

    private static long[] delays(List<Score> found) {
        return found.stream().filter(score -> score.label().truth().sufficient() >= 0).mapToLong(Score::delay)
            .toArray();
    }

    /** The least value that this share of all does not exceed; {@link Long#MIN_VALUE} of none. */
    private static long quantile(long[] values, double share) {
        if (values.length == 0) {
            return Long.MIN_VALUE;
        }
        long[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.ceil(share * sorted.length) - 1];
    }

    private static String seconds(long millis) {
        return millis == Long.MIN_VALUE ? "" : String.format(Locale.ROOT, "%.2f", millis / 1000.0);
    }

    private static String ratio(long part, long whole) {
        return whole == 0 ? "none" : String.format(Locale.ROOT, "%.3f", (double) part / whole);
    }
}

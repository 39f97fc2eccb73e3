package io.tidewatch.processors;

import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.tidewatch.processors.siem.AlertFormat;
import io.tidewatch.processors.storm.Correlation;
import io.tidewatch.processors.storm.StormPolicy;
import io.tidewatch.processors.topology.StormSettings;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.ValidList;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigException;

/** The settings that begin with {@code storms.}. */
final class StormSection {
    private static final String FLOOR_PPS = "storms.floor.pps";
    private static final String ECHO_FLOOR_PPS = "storms.echo.floor.pps";
    private static final String QUERY_FLOOR_PPS = "storms.query.floor.pps";
    private static final String REPORT_FLOOR_PPS = "storms.report.floor.pps";
    private static final String RATIO = "storms.ratio";
    private static final String SIGMAS = "storms.sigmas";
    private static final String SUSTAIN_SECONDS = "storms.sustain.seconds";
    private static final String LEARN_SECONDS = "storms.learn.seconds";
    private static final String MEMORY_SECONDS = "storms.memory.seconds";
    private static final String STALE_SECONDS = "storms.stale.seconds";
    private static final String REPORTERS = "storms.breadth.reporters";
    private static final String DESTINATIONS = "storms.breadth.destinations";
    private static final String FLOWS = "storms.breadth.flows";
    private static final String BREADTH_SECONDS = "storms.breadth.seconds";
    private static final String BREADTH_RATIO = "storms.breadth.ratio";
    private static final String QUIET_RATIO = "storms.quiet.ratio";
    private static final String HOLD_DOWN_MS = "storms.hold.down.ms";
    private static final String MAX_AGE_MS = "storms.max.age.ms";
    private static final String UPDATE_EVERY_MS = "storms.update.every.ms";
    private static final String UPDATE_AT_ONCE_MS = "storms.update.at.once.ms";
    private static final String REOPEN_WITHIN_MS = "storms.reopen.within.ms";
    private static final String LATE_AFTER_MS = "storms.late.after.ms";
    private static final String CORRELATION = "storms.correlation";

    private static final String RETENTION_MS = "storms.retention.ms";
    private static final String ALERTS_PER_PARTITION = "storms.alerts.per.partition";
    private static final String RUNBOOK_URL = "storms.runbook.url";

    private static final String DOCUMENTS = "storms.documents";

    private static final int LONGEST_SECONDS = 31_536_000;
    private static final int MOST = 100_000_000;

    private StormSection() {
    }

    static ConfigDef define(ConfigDef keys) {
        return kept(life(breadth(excess(keys))));
    }

    private static ConfigDef excess(ConfigDef keys) {
        StormPolicy.Excess usual = StormPolicy.DEFAULT.excess();
        StormPolicy.Floods floods = StormPolicy.DEFAULT.floods();
        return keys
            .define(FLOOR_PPS, Type.DOUBLE, usual.floorPps(), Range.between(0.001, 1e9), MEDIUM,
                "Rate of errors, messages a second, below which there is no storm.")
            .define(ECHO_FLOOR_PPS, Type.DOUBLE, floods.echoPps(), Range.between(0.001, 1e9), MEDIUM,
                "The same for echo requests, and for the replies to them.")
            .define(QUERY_FLOOR_PPS, Type.DOUBLE, floods.queryPps(), Range.between(0.001, 1e9), LOW,
                "The same for IGMP and MLD queries.")
            .define(REPORT_FLOOR_PPS, Type.DOUBLE, floods.reportPps(), Range.between(0.001, 1e9), LOW,
                "The same for IGMP and MLD reports and leaves.")
            .define(RATIO, Type.DOUBLE, usual.ratio(), Range.between(1, 1e6), MEDIUM,
                "How many times the usual rate is too much.")
            .define(SIGMAS, Type.DOUBLE, usual.sigmas(), Range.between(0, 1e6), MEDIUM,
                "How many standard deviations above the usual rate are too much.")
            .define(SUSTAIN_SECONDS, Type.INT, usual.sustainSeconds(), Range.between(1, 10), MEDIUM,
                "How many seconds it must be too much.")
            .define(LEARN_SECONDS, Type.INT, usual.learnSeconds(), Range.between(1, LONGEST_SECONDS), LOW,
                "Seconds until the usual rate is trusted; before, the floor alone decides.")
            .define(MEMORY_SECONDS, Type.INT, usual.memorySeconds(), Range.between(1, LONGEST_SECONDS), LOW,
                "Time constant of the usual rate, seconds; at least as long as it learns.")
            .define(STALE_SECONDS, Type.INT, usual.staleSeconds(), Range.between(1, LONGEST_SECONDS), LOW,
                "Seconds without a sensor after which what is usual must be learned anew.");
    }

    private static ConfigDef breadth(ConfigDef keys) {
        StormPolicy.Breadth usual = StormPolicy.DEFAULT.breadth();
        return keys
            .define(REPORTERS, Type.INT, usual.reporters(), Range.between(2, MOST), LOW,
                "So many different senders of errors are a storm at any rate.")
            .define(DESTINATIONS, Type.INT, usual.destinations(), Range.between(2, MOST), LOW,
                "So many different destinations of the failing traffic are a storm at any rate.")
            .define(FLOWS, Type.INT, usual.flows(), Range.between(2, MOST), LOW,
                "So many different flows of the failing traffic are a storm at any rate.")
            .define(BREADTH_SECONDS, Type.INT, usual.seconds(), Range.between(1, 30), LOW,
                "In how many different seconds there must have been errors for that.")
            .define(BREADTH_RATIO, Type.DOUBLE, usual.ratio(), Range.between(1, 1e6), LOW,
                "How many times the usual number of them is too much.");
    }

    private static ConfigDef life(ConfigDef keys) {
        StormPolicy.Life usual = StormPolicy.DEFAULT.life();
        Range ms = Range.between(0L, Duration.ofDays(365).toMillis());
        return keys
            .define(QUIET_RATIO, Type.DOUBLE, usual.quietRatio(), Range.between(0.001, 1), LOW,
                "Share of the threshold below which it is quiet.")
            .define(HOLD_DOWN_MS, Type.LONG, usual.holdDown().toMillis(), ms, MEDIUM,
                "How long it must be quiet until the alert closes.")
            .define(MAX_AGE_MS, Type.LONG, usual.maxAge().toMillis(), ms, LOW,
                "An alert closes at this age; what it was about is usual from then on.")
            .define(UPDATE_EVERY_MS, Type.LONG, usual.updateEvery().toMillis(), ms, LOW,
                "Least time between updates without news.")
            .define(UPDATE_AT_ONCE_MS, Type.LONG, usual.updateAtOnce().toMillis(), ms, LOW,
                "Least time between updates with news.")
            .define(REOPEN_WITHIN_MS, Type.LONG, usual.reopenWithin().toMillis(), ms, LOW,
                "An alert that follows one like it within this time names it.")
            .define(LATE_AFTER_MS, Type.LONG, usual.lateAfter().toMillis(), ms, LOW,
                "Messages that are older than this are counted as late and decide nothing.")
            .define(CORRELATION, Type.STRING, "all", ValidString.in("all", "site", "none"), MEDIUM,
                "Which segments' alerts on the same address are one alert: of all, of those whose names begin alike up "
                + "to the first /, or none. Where address space overlaps, segments must be kept apart.");
    }

    private static ConfigDef kept(ConfigDef keys) {
        StormSettings usual = StormSettings.DEFAULT;
        return keys
            .define(RETENTION_MS, Type.LONG, usual.retention().toMillis(),
                Range.between(60_000L, Duration.ofDays(3650).toMillis()), MEDIUM,
                "How long a closed alert can be asked for, in the time of its segment.")
            .define(ALERTS_PER_PARTITION, Type.INT, usual.mostAlerts(), Range.between(1, MOST), LOW,
                "Alerts that are kept in one partition; beyond, the one that closed first goes.")
            .define(RUNBOOK_URL, Type.STRING, null, LOW,
                "What the name of a cause is put behind to get the page on what to do, for the links in alerts.")
            .define(DOCUMENTS, Type.LIST, List.of("ecs"), ValidList.in("ecs", "ocsf"), MEDIUM,
                "As which JSON documents alerts are published beside their records, each on a topic of its own: ecs, "
                + "ocsf.");
    }

    /**
     * All of it.
     *
     * @param apiUrl where people reach the API; null: unknown
     * @throws ConfigException when two settings contradict each other
     */
    static StormSettings settings(AbstractConfig config, String apiUrl) {
        return new StormSettings(policy(config), ms(config, RETENTION_MS), config.getInt(ALERTS_PER_PARTITION), apiUrl,
            config.getString(RUNBOOK_URL), documents(config));
    }

    private static Set<AlertFormat> documents(AbstractConfig config) {
        return config.getList(DOCUMENTS).stream().map(name -> AlertFormat.valueOf(name.toUpperCase(Locale.ROOT)))
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(AlertFormat.class)));
    }

    private static StormPolicy policy(AbstractConfig config) {
        try {
            return new StormPolicy(
                new StormPolicy.Excess(config.getDouble(FLOOR_PPS), config.getDouble(RATIO), config.getDouble(SIGMAS),
                    config.getInt(SUSTAIN_SECONDS), config.getInt(LEARN_SECONDS), config.getInt(MEMORY_SECONDS),
                    config.getInt(STALE_SECONDS)),
                new StormPolicy.Breadth(config.getInt(REPORTERS), config.getInt(DESTINATIONS), config.getInt(FLOWS),
                    config.getInt(BREADTH_SECONDS), config.getDouble(BREADTH_RATIO)),
                new StormPolicy.Floods(config.getDouble(ECHO_FLOOR_PPS), config.getDouble(QUERY_FLOOR_PPS),
                    config.getDouble(REPORT_FLOOR_PPS)),
                new StormPolicy.Life(config.getDouble(QUIET_RATIO), ms(config, HOLD_DOWN_MS), ms(config, MAX_AGE_MS),
                    ms(config, UPDATE_EVERY_MS), ms(config, UPDATE_AT_ONCE_MS), ms(config, REOPEN_WITHIN_MS),
                    ms(config, LATE_AFTER_MS)),
                Correlation.valueOf(config.getString(CORRELATION).toUpperCase(Locale.ROOT)));
        } catch (IllegalArgumentException e) {
            throw new ConfigException("The settings under storms. contradict each other: " + e.getMessage());
        }
    }

    private static Duration ms(AbstractConfig config, String key) {
        return Duration.ofMillis(config.getLong(key));
    }
}

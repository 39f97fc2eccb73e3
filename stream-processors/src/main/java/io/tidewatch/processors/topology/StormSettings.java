package io.tidewatch.processors.topology;

import io.tidewatch.processors.siem.AlertFormat;
import io.tidewatch.processors.storm.StormPolicy;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * What may be set about the storms application.
 *
 * @param policy when an excess is a storm
 * @param retention how long a closed alert is kept for questions and on the state topic, in the segment's event time
 * @param mostAlerts alerts kept in one partition; beyond, the one that closed first goes
 * @param apiUrl where people reach the API, without a slash at the end; null: alerts carry no link
 * @param runbookUrl what the name of a cause is put behind to get the page on what to do; null: alerts carry none
 * @param documents as which JSON documents alerts are published beside their records
 */
public record StormSettings(StormPolicy policy, Duration retention, int mostAlerts, String apiUrl, String runbookUrl,
                            Set<AlertFormat> documents) {
    /** What fits most. */
    public static final StormSettings DEFAULT = new StormSettings(StormPolicy.DEFAULT, Duration.ofDays(7), 10_000,
        null, null, EnumSet.of(AlertFormat.ECS));

    public StormSettings {
        if (retention.isNegative() || mostAlerts < 1) {
            throw new IllegalArgumentException("retention " + retention + ", most alerts " + mostAlerts);
        }
        documents = documents.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(documents));
    }

    /** The same with another address of the API. */
    public StormSettings withApiUrl(String url) {
        return new StormSettings(policy, retention, mostAlerts, url, runbookUrl, documents);
    }
}

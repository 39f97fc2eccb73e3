package io.tidewatch.processors.topology;

import io.tidewatch.processors.siem.AlertFormat;
import java.time.Duration;
import java.util.Set;

/**
 * What may be set about alerts, whichever application raises them.
 *
 * @param retention how long a closed alert is kept for questions and on the state topic, in the segment's event time
 * @param mostAlerts alerts kept in one partition; beyond, the one that closed first goes
 * @param apiUrl where people reach the API, without a slash at the end; null: alerts carry no link
 * @param runbookUrl what the name of a cause is put behind to get the page on what to do; null: alerts carry none
 * @param documents as which JSON documents the alerts are published beside their records
 */
public record AlertSettings(Duration retention, int mostAlerts, String apiUrl, String runbookUrl,
                            Set<AlertFormat> documents) {
    /** What fits most. */
    public static final AlertSettings DEFAULT = of(StormSettings.DEFAULT);

    /** Those of the storms application. */
    public static AlertSettings of(StormSettings storms) {
        return new AlertSettings(storms.retention(), storms.mostAlerts(), storms.apiUrl(), storms.runbookUrl(),
            storms.documents());
    }
}

package io.tidewatch.processors.query;

import io.tidewatch.schemas.Alert;
import java.time.Instant;
import java.util.List;

/**
 * What the answer about one alert has besides its newest step.
 *
 * @param steps its steps
 * @param asOf when it was told
 */
record AlertSteps(@About("Its steps that are kept, by sequence: the first and the newest.") List<Alert> steps,
                  @About("When this was told.") Instant asOf) {
}

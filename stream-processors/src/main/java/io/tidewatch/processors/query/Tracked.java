package io.tidewatch.processors.query;

import io.tidewatch.schemas.Tracking;

/**
 * What a window has besides its statistics.
 *
 * @param tracking whether its counts are exact
 */
record Tracked(@About("EXPLICIT, or LOWER_BOUND where a host spoke a version whose reports are suppressed.")
               Tracking tracking) {
}

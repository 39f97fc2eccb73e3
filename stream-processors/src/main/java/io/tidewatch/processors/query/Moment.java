package io.tidewatch.processors.query;

import io.tidewatch.schemas.Coverage;
import java.time.Instant;

/**
 * The time that an answer about a segment is about.
 *
 * @param segment the segment
 * @param asOf the time
 */
record Moment(Segment segment, Instant asOf) {

    /**
     * The time asked for; by default now, or, where nobody watches the segment any more, its watermark: what comes
     * after was not seen by anyone.
     *
     * @param asked null when the caller did not say
     * @throws Problem for a time that has not come
     */
    static Moment of(Segment segment, Instant asked, Instant now) {
        Instant watermark = segment.watermark();
        if (asked == null) {
            return new Moment(segment, segment.live() || watermark == null ? now : watermark);
        }
        Instant latest = watermark == null || watermark.isBefore(now) ? now : watermark;
        if (asked.isAfter(latest)) {
            throw Problem.badRequest("asOf lies in the future: the latest time on this segment is "
                + Json.time(latest) + ".");
        }
        return new Moment(segment, asked);
    }

    /** How far an answer about this moment can be trusted. */
    Standing standing(Coverage coverage) {
        return new Standing(segment.segment(), asOf, segment.watermark(), coverage, settled());
    }

    boolean settled() {
        return segment.watermark() != null && !segment.watermark().isBefore(asOf);
    }
}

package io.tidewatch.processors.query;

import io.tidewatch.processors.membership.MemberWindow;
import io.tidewatch.schemas.AddressFamily;
import io.tidewatch.schemas.Coverage;
import java.time.Instant;
import java.util.List;

/**
 * A segment as a whole.
 *
 * @param segment its name
 * @param families families with groups now
 * @param groupCount live groups of both families
 * @param watermark everything captured up to here is in the answers; null while nothing was told
 * @param coverage what its sensors can see now
 * @param sensors {@code sensor:interface} of those that watch it, by name
 */
public record Segment(String segment, List<AddressFamily> families, long groupCount, Instant watermark,
                      Coverage coverage, List<String> sensors) {
    public Segment {
        families = List.copyOf(families);
        sensors = List.copyOf(sensors);
    }

    /**
     * Whether somebody watches it now. When nobody does (a sensor is down, a recording has ended), its time stands
     * still at the watermark and so do its groups.
     */
    public boolean live() {
        return coverage != Coverage.BLIND;
    }

    /** Whether a window with so many leaves is told for good: a host that left within it may zap a little later. */
    boolean settled(Instant end, long leaves) {
        return watermark != null && !watermark.isBefore(end.plusMillis(leaves > 0 ? MemberWindow.ZAP_LIMIT_MS : 0));
    }
}

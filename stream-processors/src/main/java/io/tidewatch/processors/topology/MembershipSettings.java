package io.tidewatch.processors.topology;

import io.tidewatch.processors.membership.Limits;
import java.time.Duration;

/**
 * What may be set about the membership application.
 *
 * @param limits how much one segment may make us remember
 * @param retention how long a stay that is over can be asked for, in the segment's event time
 * @param step how long all tasks together handle deadlines in a tenth of a second; see {@link Step}
 * @param alerts what may be set about alerts
 */
public record MembershipSettings(Limits limits, Duration retention, Duration step, AlertSettings alerts) {
    /** What fits most. */
    public static final MembershipSettings DEFAULT = new MembershipSettings(Limits.DEFAULT, Duration.ofDays(7),
        Duration.ofMillis(70));

    /** With the usual settings of alerts. */
    public MembershipSettings(Limits limits, Duration retention, Duration step) {
        this(limits, retention, step, AlertSettings.DEFAULT);
    }

    public MembershipSettings {
        if (retention.isNegative() || retention.isZero() || step.isNegative() || step.isZero()) {
            throw new IllegalArgumentException("retention " + retention + ", step " + step);
        }
    }

    /** The same with other settings of alerts. */
    public MembershipSettings with(AlertSettings others) {
        return new MembershipSettings(limits, retention, step, others);
    }
}

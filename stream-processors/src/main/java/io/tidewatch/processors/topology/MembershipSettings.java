package io.tidewatch.processors.topology;

import io.tidewatch.processors.membership.Limits;
import java.time.Duration;

/**
 * What may be set about the membership application.
 *
 * @param limits how much one segment may make us remember
 * @param retention how long a stay that is over can be asked for, in the segment's event time
 * @param expiriesPerStep most deadlines that each task handles in a tenth of a second: a switch that reboots ends a
 *     hundred thousand memberships in one moment. The tasks of a thread share a transaction, which must end in its
 *     time, and whatever else happens waits for a step of each of them
 * @param alerts what may be set about alerts
 */
public record MembershipSettings(Limits limits, Duration retention, int expiriesPerStep, AlertSettings alerts) {
    /** What fits most. */
    public static final MembershipSettings DEFAULT = new MembershipSettings(Limits.DEFAULT, Duration.ofDays(7), 5000);

    /** With the usual settings of alerts. */
    public MembershipSettings(Limits limits, Duration retention, int expiriesPerStep) {
        this(limits, retention, expiriesPerStep, AlertSettings.DEFAULT);
    }

    public MembershipSettings {
        if (retention.isNegative() || retention.isZero() || expiriesPerStep < 1) {
            throw new IllegalArgumentException("retention " + retention + ", expiries per step " + expiriesPerStep);
        }
    }

    /** The same with other settings of alerts. */
    public MembershipSettings with(AlertSettings others) {
        return new MembershipSettings(limits, retention, expiriesPerStep, others);
    }
}

package io.tidewatch.processors.membership;

/**
 * Which older versions are present in a group, RFC 9776 section 7.3.2 and RFC 9777 section 8.3.2.
 *
 * @param oldestUntil until when an IGMPv1 host counts as present; always past for MLD
 * @param olderUntil until when an IGMPv2 or MLDv1 host does
 * @param lastOlderReportAt last report of an older version, which may have silenced the answers of other hosts of any
 *     version (RFC 9776 section 7.2.2; RFC 9777 section 8.2.2)
 */
public record Versions(long oldestUntil, long olderUntil, long lastOlderReportAt) {
    /** Before any time that can occur. */
    public static final long PAST = Long.MIN_VALUE;
    /** Only the newest version was heard. */
    public static final Versions NEWEST = new Versions(PAST, PAST, PAST);

    /** As they were kept. Of most groups they are the same ones, which is then the same object. */
    public static Versions of(long oldestUntil, long olderUntil, long lastOlderReportAt) {
        Versions kept = new Versions(oldestUntil, olderUntil, lastOlderReportAt);
        return kept.equals(NEWEST) ? NEWEST : kept;
    }

    Versions heard(Reporter reporter, long now, long presentMs) {
        if (reporter.leave() || reporter.version() >= reporter.family().newestVersion()) {
            return this;
        }
        boolean oldest = reporter.family() == Family.IPV4 && reporter.version() == 1;
        return new Versions(oldest ? now + presentMs : oldestUntil, oldest ? olderUntil : now + presentMs, now);
    }

    /** The group's compatibility version at {@code now}. */
    int version(Family family, long now) {
        if (oldestUntil > now) {
            return 1;
        }
        return olderUntil > now ? family.newestVersion() - 1 : family.newestVersion();
    }

    /** When the compatibility version may next change. */
    long nextDeadline() {
        long next = GroupState.NEVER;
        if (oldestUntil != PAST) {
            next = oldestUntil;
        }
        return olderUntil != PAST && olderUntil < next ? olderUntil : next;
    }

    /** Without what is over. */
    Versions onTime(long now) {
        return new Versions(oldestUntil > now ? oldestUntil : PAST, olderUntil > now ? olderUntil : PAST,
            lastOlderReportAt);
    }
}

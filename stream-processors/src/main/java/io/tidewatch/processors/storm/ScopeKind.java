package io.tidewatch.processors.storm;

/** What an alert can be about. The order is part of the persisted form. */
public enum ScopeKind {
    /** The whole segment. */
    SEGMENT,
    /** Who sends the errors. */
    REPORTER,
    /** Who receives them. */
    RECEIVER,
    /** Where the failing traffic was going: /24 or /64. */
    QUOTED_PREFIX,
    /** Who sent the failing traffic; differs from the receiver behind address translation and with forged sources. */
    QUOTED_SOURCE;

    /**
     * The value of a message in this dimension; null when it quotes nothing, or stands for messages of several values.
     * For SEGMENT always the same.
     */
    String of(IcmpError error) {
        return switch (this) {
            case SEGMENT -> "";
            case REPORTER -> one(error.reporter());
            case RECEIVER -> one(error.receiver());
            case QUOTED_PREFIX -> error.quoted() == null ? null : one(error.quoted().prefix());
            case QUOTED_SOURCE -> error.quoted() == null ? null : one(error.quoted().source());
        };
    }

    private static String one(String value) {
        return value.equals(IcmpError.SEVERAL) ? null : value;
    }
}

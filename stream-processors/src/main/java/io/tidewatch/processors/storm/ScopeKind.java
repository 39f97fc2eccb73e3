package io.tidewatch.processors.storm;

/** What an alert can be about. The order is part of the persisted form. */
public enum ScopeKind {
    /** The whole segment. */
    SEGMENT,
    /** Who sends the errors. */
    REPORTER,
    /** Who receives them. */
    RECEIVER,
    /** Where the failing traffic was going: the /24, or the /64. */
    QUOTED_PREFIX,
    /** Who sent the failing traffic; differs from the receiver behind address translation and with forged sources. */
    QUOTED_SOURCE,
    /** The one address that the failing traffic was going to. */
    QUOTED_HOST,
    /** Where the failing traffic was going: of IPv6 the /48, which is a site (RFC 6177); told as a prefix. */
    QUOTED_NETWORK;

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
            case QUOTED_HOST -> error.quoted() == null ? null : one(error.quoted().destination());
            case QUOTED_NETWORK -> error.quoted() == null ? null : error.quoted().prefix().network();
        };
    }

    /** What is said outside of a detector: how long a prefix is, its value tells. */
    public ScopeKind told() {
        return this == QUOTED_NETWORK ? QUOTED_PREFIX : this;
    }

    private static String one(Address address) {
        return address.several() ? null : address.text();
    }
}

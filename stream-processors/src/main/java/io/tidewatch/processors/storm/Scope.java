package io.tidewatch.processors.storm;

/**
 * One value in one dimension.
 *
 * @param kind dimension
 * @param value address or prefix; empty inside a detector for SEGMENT, the segment's name in what it tells
 */
public record Scope(ScopeKind kind, String value) {
    static final Scope SEGMENT = new Scope(ScopeKind.SEGMENT, "");

    /** Whether a message is in it. */
    boolean covers(IcmpError error) {
        return kind == ScopeKind.SEGMENT || value.equals(kind.of(error));
    }

    /** The scope that a message is in when the one that it answers is in this one. */
    Scope ofAnswers() {
        return switch (kind) {
            case REPORTER -> new Scope(ScopeKind.RECEIVER, value);
            case RECEIVER -> new Scope(ScopeKind.REPORTER, value);
            case SEGMENT, QUOTED_PREFIX, QUOTED_SOURCE, QUOTED_HOST, QUOTED_NETWORK -> this;
        };
    }

    @Override
    public String toString() {
        return kind.told() + ":" + value;
    }
}

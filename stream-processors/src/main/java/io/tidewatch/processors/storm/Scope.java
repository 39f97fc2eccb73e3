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

    @Override
    public String toString() {
        return kind + ":" + value;
    }
}

package io.tidewatch.processors.storm;

/**
 * Between which segments an address names the same thing, so that what both see of it is one alert. Where address space
 * overlaps, segments that share none must be kept apart.
 */
public enum Correlation {
    /** All segments are one network. */
    ALL,
    /** Those of one site, which a segment is named for: {@code berlin/office} and {@code berlin/lab} are. */
    SITE,
    /** Each segment is by itself. */
    NONE;

    private static final char END_OF_SITE = '/';

    /** The site of a segment; null where segments have none. */
    String site(String segment) {
        int end = segment.indexOf(END_OF_SITE);
        return this == SITE && end > 0 ? segment.substring(0, end) : null;
    }

    /** Whether another segment may see the cause of a step as well. */
    public boolean joins(StormStep step) {
        return this != NONE && !step.identity().rule().isLocal()
            && step.place().scope().kind() != ScopeKind.SEGMENT;
    }

    /** What stands in keys for those that a segment may be joined with; no segment's name has an asterisk. */
    String domain(String segment) {
        if (this == ALL) {
            return "*";
        }
        String site = site(segment);
        return site == null ? segment : site + END_OF_SITE + '*';
    }
}

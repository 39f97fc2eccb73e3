package io.tidewatch.processors.membership;

/**
 * How much one segment may make us remember. Reaching a limit keeps the new out and never ends what is known.
 *
 * @param groupsPerSegment groups
 * @param sourcesPerGroup sources of one group, and of one host in it
 * @param hostsPerGroup hosts tracked in one group; the group itself goes on beyond
 */
public record Limits(int groupsPerSegment, int sourcesPerGroup, int hostsPerGroup) {
    /** A large access switch has some thousand groups; hosts of one segment fit an IPv4 /16 or a table of MACs. */
    public static final Limits DEFAULT = new Limits(16_384, 1024, 65_536);

    public Limits {
        if (groupsPerSegment < 1 || sourcesPerGroup < 1 || hostsPerGroup < 1) {
            throw new IllegalArgumentException("a limit is at least 1");
        }
    }
}

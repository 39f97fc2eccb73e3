package io.tidewatch.processors.membership;

/** The two protocol families. */
public enum Family {
    /** IGMP, versions 1 to 3. */
    IPV4(3),
    /** MLD, versions 1 and 2. */
    IPV6(2);

    private final int newestVersion;

    Family(int newestVersion) {
        this.newestVersion = newestVersion;
    }

    /** The version that carries sources and whose hosts never suppress a report. */
    public int newestVersion() {
        return newestVersion;
    }
}

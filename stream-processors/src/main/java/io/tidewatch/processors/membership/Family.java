package io.tidewatch.processors.membership;

/** The two protocol families. */
public enum Family {
    /** IGMP, versions 1 to 3. */
    IPV4(3, "0.0.0.0"),
    /** MLD, versions 1 and 2. */
    IPV6(2, "::");

    private final int newestVersion;
    private final String unspecified;

    Family(int newestVersion, String unspecified) {
        this.newestVersion = newestVersion;
        this.unspecified = unspecified;
    }

    /** The version that carries sources and whose hosts never suppress a report. */
    public int newestVersion() {
        return newestVersion;
    }

    /** Whether an address is nobody's own: of a host that has none yet, or of a switch that speaks for others. */
    public static boolean unspecified(String address) {
        return address.equals(IPV4.unspecified) || address.equals(IPV6.unspecified);
    }
}

package io.tidewatch.processors.membership;

import java.util.List;
import java.util.TreeSet;

/** Reports and queries in few words. */
final class Told {
    /** The group that these tests talk of. */
    static final String GROUP = "g";

    private Told() {
    }

    /** A host of the newest version. */
    static Reporter host(Family family, String name) {
        return host(family, name, family.newestVersion());
    }

    static Reporter host(Family family, String name, int version) {
        return new Reporter(family, name, "mac of " + name, version, false);
    }

    static Reporter leaving(Family family, String name) {
        return new Reporter(family, name, "mac of " + name, family.newestVersion() - 1, true);
    }

    static GroupRecord record(RecordType type, String... sources) {
        return new GroupRecord(type, GROUP, new TreeSet<>(List.of(sources)));
    }

    /** Q(G) or Q(G,S) of a querier that asks twice, a second apart. */
    static Query query(Family family, String... sources) {
        return new Query(family, querier(family), null, family.newestVersion(), GROUP, new TreeSet<>(List.of(sources)),
            1000, false, 2, 125_000);
    }

    static Query suppressed(Query query) {
        return new Query(query.family(), query.querier(), query.mac(), query.version(), query.group(), query.sources(),
            query.maxResponseMs(), true, query.robustness(), query.queryIntervalMs());
    }

    static String querier(Family family) {
        return family == Family.IPV4 ? "10.0.0.254" : "fe80::fe";
    }
}

package io.tidewatch.schemas;

import java.time.Instant;
import java.util.List;

/** Whole records to test with. */
final class Samples {
    static final Instant T0 = Instant.parse("2026-03-01T12:00:00Z");

    private Samples() {
    }

    static MembershipState group(String segment, String address, int hosts) {
        return MembershipState.newBuilder().setSegment(segment).setGroup(address).setFamily(AddressFamily.IPV4)
            .setFilterMode(FilterMode.EXCLUDE)
            .setSources(List.of(new SourceState("10.0.0.9", true, null)))
            .setCompatibilityVersion(3).setMemberCount(hosts).setTracking(Tracking.EXPLICIT)
            .setCoverage(Coverage.FULL).setStartedAt(T0).setChangedAt(T0).setLastReportAt(T0)
            .setExpiresAt(T0.plusSeconds(270)).setSequence(1).build();
    }

    static MemberState member(String segment, String address, String host) {
        return MemberState.newBuilder().setSegment(segment).setGroup(address).setFamily(AddressFamily.IPV4)
            .setHost(host).setMac("02:00:00:00:00:01").setFilterMode(FilterMode.EXCLUDE).setSources(List.of())
            .setVersion(3).setTracking(Tracking.EXPLICIT).setJoinedAt(T0).setChangedAt(T0).setLastReportAt(T0)
            .setExpiresAt(T0.plusSeconds(270)).build();
    }
}

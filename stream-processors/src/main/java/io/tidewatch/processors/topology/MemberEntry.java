package io.tidewatch.processors.topology;

import io.tidewatch.processors.membership.FilterMode;
import io.tidewatch.processors.membership.Gap;
import io.tidewatch.processors.membership.HostState;
import io.tidewatch.processors.topology.state.MemberRow;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import org.apache.avro.io.BinaryDecoder;

/**
 * A host in a group as it is kept.
 *
 * @param key its {@link HostKey}
 * @param host what the rules know
 * @param sequence number of the change that made its mode and sources what they are
 * @param armedAt its entry in the deadline index
 * @param changedAt when it last told something else, version and MAC address included
 * @param toldReportAt its last report then
 * @param toldDeadline when silence would have ended it, then
 */
record MemberEntry(String key, HostState host, long sequence, long armedAt, long changedAt, long toldReportAt,
                   long toldDeadline) {

    MemberEntry armed(long at) {
        return new MemberEntry(key, host, sequence, at, changedAt, toldReportAt, toldDeadline);
    }

    /** As it is known after a time in which nobody listened. */
    MemberEntry kept(Gap gap) {
        HostState kept = gap.kept(host);
        return kept == host ? this : new MemberEntry(key, kept, sequence, armedAt, changedAt, toldReportAt,
            toldDeadline);
    }

    static MemberEntry of(String key, MemberRow row) {
        HostState host = new HostState(HostKey.address(key), row.getMac(), row.getExclude() ? FilterMode.EXCLUDE
            : FilterMode.INCLUDE, row.getSources().isEmpty() ? Collections.emptySortedSet()
            : new TreeSet<>(row.getSources()), row.getVersion(), row.getJoinedAt(), row.getSince(),
            row.getLastReportAt(), row.getDeadline());
        return new MemberEntry(key, host, row.getSinceSequence(), row.getArmedAt(), row.getChangedAt(),
            row.getToldReportAt(), row.getToldDeadline());
    }

    /** Reads a row as Avro writes it. */
    static MemberRow read(BinaryDecoder fields) throws IOException {
        String mac = null;
        if (fields.readIndex() == 0) {
            fields.readNull();
        } else {
            mac = fields.readString();
        }
        boolean exclude = fields.readBoolean();
        List<String> sources = new ArrayList<>(0);
        for (long left = fields.readArrayStart(); left > 0; left = fields.arrayNext()) {
            for (long i = 0; i < left; i++) {
                sources.add(fields.readString());
            }
        }
        return new MemberRow(mac, exclude, sources, fields.readInt(), fields.readLong(), fields.readLong(),
            fields.readLong(), fields.readLong(), fields.readLong(), fields.readLong(), fields.readLong(),
            fields.readLong(), fields.readLong());
    }

    MemberRow row() {
        return new MemberRow(host.mac(), host.mode() == FilterMode.EXCLUDE, List.copyOf(host.sources()),
            host.version(), host.joinedAt(), host.since(), sequence, host.lastReportAt(), host.deadline(), armedAt,
            changedAt, toldReportAt, toldDeadline);
    }
}

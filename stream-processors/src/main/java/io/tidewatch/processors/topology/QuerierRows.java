package io.tidewatch.processors.topology;

import io.tidewatch.processors.membership.Announced;
import io.tidewatch.processors.membership.Gap;
import io.tidewatch.processors.membership.QuerierCandidate;
import io.tidewatch.processors.membership.QuerierTable;
import io.tidewatch.processors.membership.Timers;
import io.tidewatch.processors.topology.state.CandidateRow;
import io.tidewatch.processors.topology.state.QuerierRow;
import io.tidewatch.schemas.Querier;
import io.tidewatch.schemas.QuerierState;
import io.tidewatch.schemas.QuerierStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Queriers as they are kept and as they are told. */
final class QuerierRows {
    private QuerierRows() {
    }

    static QuerierRow row(QuerierTable table, Presence presence) {
        List<CandidateRow> candidates = new ArrayList<>(table.candidates().size());
        for (QuerierCandidate candidate : table.candidates()) {
            candidates.add(new CandidateRow(candidate.address(), candidate.mac(), candidate.version(),
                candidate.firstQueryAt(), candidate.lastQueryAt(), candidate.proxy(),
                candidate.announced().robustness(), candidate.announced().queryIntervalMs(),
                candidate.announced().queryResponseMs()));
        }
        Timers timers = table.timers();
        return new QuerierRow(table.status().name(), table.elected(), table.since(), candidates, timers.robustness(),
            timers.queryIntervalMs(), timers.queryResponseMs(), timers.lastMemberQueryMs(), table.learned(),
            presence.since(), presence.past(), table.gap().from(), table.gap().to(), table.gap().keptUntil());
    }

    /** When somebody queried; of a row that does not tell yet, since the first query of those who are there. */
    static Presence presence(QuerierRow row) {
        long since = row.getHeardSince();
        for (CandidateRow candidate : row.getCandidates()) {
            since = row.getHeardSince() >= 0 ? since : since < 0 ? candidate.getFirstQueryAt()
                : Math.min(since, candidate.getFirstQueryAt());
        }
        return new Presence(row.getHeard(), since);
    }

    static QuerierTable table(QuerierRow row) {
        List<QuerierCandidate> candidates = new ArrayList<>(row.getCandidates().size());
        for (CandidateRow candidate : row.getCandidates()) {
            candidates.add(new QuerierCandidate(candidate.getAddress(), candidate.getMac(), candidate.getVersion(),
                candidate.getFirstQueryAt(), candidate.getLastQueryAt(), candidate.getProxy(),
                new Announced(candidate.getRobustness(), candidate.getQueryIntervalMs(),
                    candidate.getQueryResponseMs())));
        }
        return new QuerierTable(QuerierTable.Status.valueOf(row.getStatus()), row.getElected(), row.getSince(),
            candidates, new Timers(row.getRobustness(), row.getQueryIntervalMs(), row.getQueryResponseMs(),
                row.getLastMemberQueryMs()), row.getLearned(), row.getGapTo() < 0 ? Gap.NONE
            : new Gap(row.getGapFrom(), row.getGapTo(), row.getKeptUntil()));
    }

    /** Both families; null when neither was ever asked about. */
    static QuerierState state(SegmentState segment) {
        Querier ipv4 = querier(segment.ipv4());
        Querier ipv6 = querier(segment.ipv6());
        return ipv4 == null && ipv6 == null ? null : new QuerierState(segment.name(),
            Instant.ofEpochMilli(segment.queriersChangedAt()), ipv4, ipv6);
    }

    private static Querier querier(QuerierTable table) {
        if (table.status() == QuerierTable.Status.NONE && table.candidates().isEmpty() && !table.learned()) {
            return null;
        }
        QuerierCandidate elected = table.elected() == null ? null : table.candidate(table.elected());
        List<io.tidewatch.schemas.QuerierCandidate> candidates = new ArrayList<>(table.candidates().size());
        for (QuerierCandidate candidate : table.candidates()) {
            candidates.add(new io.tidewatch.schemas.QuerierCandidate(candidate.address(), candidate.mac(),
                candidate.version(), Instant.ofEpochMilli(candidate.firstQueryAt()),
                Instant.ofEpochMilli(candidate.lastQueryAt()), candidate.proxy()));
        }
        Timers timers = table.timers();
        return new Querier(status(table.status()), table.elected(), elected == null ? null : elected.mac(),
            elected == null ? null : elected.version(),
            table.elected() == null ? null : Instant.ofEpochMilli(table.since()),
            elected == null ? null : Instant.ofEpochMilli(elected.lastQueryAt()), timers.robustness(),
            timers.queryIntervalMs(), timers.queryResponseMs(), timers.lastMemberQueryMs(), table.learned(),
            candidates);
    }

    private static QuerierStatus status(QuerierTable.Status status) {
        return switch (status) {
            case NONE -> QuerierStatus.NONE;
            case ELECTED -> QuerierStatus.ELECTED;
            case LOST -> QuerierStatus.LOST;
        };
    }
}

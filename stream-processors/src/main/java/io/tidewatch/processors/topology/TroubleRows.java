package io.tidewatch.processors.topology;

import io.tidewatch.processors.membership.Family;
import io.tidewatch.processors.membership.Standing;
import io.tidewatch.processors.membership.Trouble;
import io.tidewatch.processors.membership.Troubles;
import io.tidewatch.processors.topology.state.StandingRow;
import java.util.ArrayList;
import java.util.List;

/** Troubles as they are kept. */
final class TroubleRows {
    private TroubleRows() {
    }

    static List<StandingRow> rows(Troubles troubles) {
        List<StandingRow> rows = new ArrayList<>();
        for (Standing standing : troubles.kept()) {
            rows.add(new StandingRow(standing.trouble().name(), standing.family().name(), standing.opensAt(),
                standing.until(), standing.firstAt(), standing.lastAt(), standing.times(), standing.evidence(),
                standing.opened(), standing.closedAt(), standing.previousOpenedAt()));
        }
        return rows;
    }

    static Troubles troubles(List<StandingRow> rows) {
        List<Standing> kept = new ArrayList<>(rows.size());
        for (StandingRow row : rows) {
            kept.add(new Standing(Trouble.valueOf(row.getTrouble()), Family.valueOf(row.getFamily()),
                row.getOpensAt(), row.getUntil(), row.getFirstAt(), row.getLastAt(), row.getTimes(),
                row.getEvidence(), row.getOpened(), row.getClosedAt(), row.getPreviousOpenedAt()));
        }
        return new Troubles(kept);
    }
}

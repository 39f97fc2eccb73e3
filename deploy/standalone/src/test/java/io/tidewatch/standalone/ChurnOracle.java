package io.tidewatch.standalone;

import io.tidewatch.schemas.GmpEvent;
import io.tidewatch.schemas.GmpKind;
import io.tidewatch.schemas.GroupRecord;
import io.tidewatch.schemas.RecordType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The members of a group of a {@link Churn} at a moment, by hearing all of it from the beginning up to then and
 * stopping there. RFC 9776 without sources: a report holds for a group membership interval, and a leave ends the host
 * but not the group, whose querier asks nobody.
 */
final class ChurnOracle {
    private static final Duration UNTOLD_INTERVAL = Duration.ofSeconds(2 * 125 + 2 * 10);

    private final Map<String, List<GmpEvent>> heard = new HashMap<>();

    ChurnOracle(long seed, Instant end) {
        Churn churn = new Churn(seed);
        while (churn.now().isBefore(end)) {
            GmpEvent event = churn.next();
            heard.computeIfAbsent(event.getSegment(), segment -> new ArrayList<>()).add(event);
        }
    }

    private record Member(Instant joined, Instant until) {
    }

    /** When the last event of a segment came. */
    Instant last(String segment) {
        List<GmpEvent> events = heard.get(segment);
        return events.get(events.size() - 1).getCapturedAt();
    }

    /** Each member and when it joined; null when there is no group. */
    TreeMap<String, Instant> members(String segment, String group, Instant moment) {
        Duration interval = UNTOLD_INTERVAL;
        Instant groupUntil = Instant.MIN;
        Map<String, Member> members = new HashMap<>();
        for (GmpEvent event : heard.get(segment)) {
            Instant now = event.getCapturedAt();
            if (now.isAfter(moment)) {
                break;
            }
            if (event.getKind() == GmpKind.GENERAL_QUERY) {
                interval = Duration.ofSeconds((long) event.getRobustness() * event.getQueryIntervalS())
                    .plusMillis(2L * event.getMaxResponseMs());
            }
            for (GroupRecord record : event.getRecords()) {
                if (!record.getGroup().equals(group)) {
                    continue;
                }
                expire(members, groupUntil, now);
                if (record.getRecordType() == RecordType.TO_IN) {
                    members.remove(event.getSource());
                } else {
                    groupUntil = now.plus(interval);
                    Member before = members.get(event.getSource());
                    members.put(event.getSource(), new Member(before == null ? now : before.joined, groupUntil));
                }
            }
        }
        expire(members, groupUntil, moment);
        TreeMap<String, Instant> joined = new TreeMap<>();
        members.forEach((host, member) -> joined.put(host, member.joined));
        return groupUntil.isAfter(moment) ? joined : null;
    }

    private static void expire(Map<String, Member> members, Instant groupUntil, Instant now) {
        members.values().removeIf(member -> !member.until.isAfter(now) || !groupUntil.isAfter(now));
    }
}

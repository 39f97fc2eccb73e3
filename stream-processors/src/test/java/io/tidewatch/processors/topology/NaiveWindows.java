package io.tidewatch.processors.topology;

import io.tidewatch.schemas.ChangeType;
import io.tidewatch.schemas.MembershipChange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The oracle of windows: how many members a group had in each millisecond, straight from the changes as told, and then
 * every window by looking at all its milliseconds.
 */
final class NaiveWindows {
    private static final int ZAP_LIMIT_MS = 5000;

    /** The numbers of one window. */
    record Numbers(long joins, long leaves, long expiries, int least, int most, int last, double mean, long zaps,
                   Double zapMean, Long zapMost) {
    }

    /** A host that left and joined another group. */
    private record Zap(String group, long leftAt, long ms) {
    }

    private final long from;
    private final long to;
    private final List<MembershipChange> changes;
    private final List<Zap> zaps = new ArrayList<>();

    /** From a full hour to a full hour; {@code changes} are those of one segment in the order told. */
    NaiveWindows(long from, long to, List<MembershipChange> changes) {
        this.from = from;
        this.to = to;
        this.changes = changes;
        for (int i = 0; i < changes.size(); i++) {
            MembershipChange left = changes.get(i);
            if (left.getType() != ChangeType.HOST_LEFT) {
                continue;
            }
            for (MembershipChange next : changes.subList(i + 1, changes.size())) {
                if (left.getHost().equals(next.getHost()) && Objects.equals(left.getMac(), next.getMac())
                        && (next.getType() == ChangeType.HOST_LEFT || next.getType() == ChangeType.HOST_JOINED)) {
                    long ms = next.getAt().toEpochMilli() - left.getAt().toEpochMilli();
                    if (next.getType() == ChangeType.HOST_JOINED && !next.getGroup().equals(left.getGroup())
                            && ms < ZAP_LIMIT_MS) {
                        zaps.add(new Zap(left.getGroup(), left.getAt().toEpochMilli(), ms));
                    }
                    break;
                }
            }
        }
    }

    /** Group, length and start of every window that is told, to its numbers. */
    Map<String, Numbers> all() {
        Map<String, Numbers> all = new TreeMap<>();
        TreeSet<String> groups = new TreeSet<>();
        changes.forEach(change -> groups.add(change.getGroup()));
        for (String group : groups) {
            int[] members = members(group);
            for (int length : List.of(60_000, 3_600_000)) {
                for (long start = from; start < to; start += length) {
                    Numbers numbers = numbers(group, members, start, length);
                    boolean changed = numbers.joins + numbers.leaves + numbers.expiries > 0;
                    if (changed || length == 3_600_000 && numbers.most > 0) {
                        all.put(group + ' ' + length / 1000 + ' ' + start, numbers);
                    }
                }
            }
        }
        return all;
    }

    private int[] members(String group) {
        TreeMap<Integer, Integer> counts = new TreeMap<>();
        for (MembershipChange change : changes) {
            if (change.getGroup().equals(group) && change.getHost() != null && isOfMembers(change)) {
                counts.put((int) (change.getAt().toEpochMilli() - from), change.getMemberCount());
            }
        }
        int[] members = new int[(int) (to - from)];
        counts.forEach((at, count) -> {
            Integer next = counts.higherKey(at);
            Arrays.fill(members, at, next == null ? members.length : next, count);
        });
        return members;
    }

    private static boolean isOfMembers(MembershipChange change) {
        return change.getType() == ChangeType.HOST_JOINED || change.getType() == ChangeType.HOST_LEFT
            || change.getType() == ChangeType.HOST_EXPIRED;
    }

    private Numbers numbers(String group, int[] members, long start, int length) {
        int least = Integer.MAX_VALUE;
        int most = 0;
        long sum = 0;
        int first = (int) (start - from);
        for (int i = first; i < first + length; i++) {
            least = Math.min(least, members[i]);
            most = Math.max(most, members[i]);
            sum += members[i];
        }
        long count = 0;
        long total = 0;
        long longest = 0;
        for (Zap zap : zaps) {
            if (zap.group.equals(group) && zap.leftAt >= start && zap.leftAt < start + length) {
                count++;
                total += zap.ms;
                longest = Math.max(longest, zap.ms);
            }
        }
        return new Numbers(count(group, ChangeType.HOST_JOINED, start, length),
            count(group, ChangeType.HOST_LEFT, start, length), count(group, ChangeType.HOST_EXPIRED, start, length),
            least, most, members[first + length - 1], (double) sum / length, count,
            count == 0 ? null : (double) total / count, count == 0 ? null : longest);
    }

    private long count(String group, ChangeType type, long start, int length) {
        return changes.stream().filter(change -> change.getGroup().equals(group) && change.getType() == type
            && change.getAt().toEpochMilli() >= start && change.getAt().toEpochMilli() < start + length).count();
    }
}

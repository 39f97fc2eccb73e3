package io.tidewatch.processors.query;

import java.util.HashMap;
import java.util.Map;

/**
 * Which copies of state on this instance may be answered from, as far as they were observed. What is being loaded from
 * the start of a compacted changelog is no state of any moment until it has come to where the changelog ended when that
 * began: only from then on a copy is one, and lies some records behind. Observed and asked by several threads.
 */
final class Copies {
    private Map<Integer, Map<String, Copy>> byPartition = Map.of();
    private long observedAt;

    /**
     * How far a store has been loaded.
     *
     * @param position next offset of its changelog
     * @param end end of the changelog
     * @param all whether no record is left; markers of transactions, which nobody loads, may lie before the end
     */
    record Loaded(long position, long end, boolean all) {
        long left() {
            return all ? 0 : Math.max(0, end - position);
        }
    }

    /** A store as it was observed; {@code goal} is the end of its changelog when it was first, or where all was in. */
    private record Copy(long goal, Loaded loaded) {
        boolean whole() {
            return loaded.position() >= goal;
        }
    }

    /**
     * Notes how far the stores of this instance are. What is not named any more is gone, and begins anew when it is
     * back; so does what has gone back.
     *
     * @param byStore by store and partition
     * @param now by any clock, nanoseconds
     */
    synchronized void observed(Map<String, Map<Integer, Loaded>> byStore, long now) {
        Map<Integer, Map<String, Copy>> next = new HashMap<>();
        byStore.forEach((store, partitions) -> partitions.forEach((partition, loaded) -> {
            Copy before = byPartition.getOrDefault(partition, Map.of()).get(store);
            boolean goesOn = before != null && before.loaded().position() <= loaded.position();
            long goal = goesOn ? before.goal() : loaded.end();
            next.computeIfAbsent(partition, unseen -> new HashMap<>()).put(store,
                new Copy(loaded.all() ? loaded.position() : goal, loaded));
        }));
        byPartition = next;
        observedAt = now;
    }

    /** As it was observed last; null when it was not. */
    synchronized Loaded loaded(String store, int partition) {
        Copy copy = byPartition.getOrDefault(partition, Map.of()).get(store);
        return copy == null ? null : copy.loaded();
    }

    /**
     * How many records the copy of a partition lies behind, its worst store; -1 when there is no whole copy, or none
     * was observed since {@code earliest}.
     */
    synchronized long lag(int partition, long earliest) {
        Map<String, Copy> stores = byPartition.getOrDefault(partition, Map.of());
        if (stores.isEmpty() || observedAt - earliest < 0 || !stores.values().stream().allMatch(Copy::whole)) {
            return -1;
        }
        return stores.values().stream().mapToLong(copy -> copy.loaded().left()).max().orElse(-1);
    }
}

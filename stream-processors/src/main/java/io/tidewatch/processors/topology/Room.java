package io.tidewatch.processors.topology;

/**
 * How much a task may have in memory of what its stores have too, or what is only remembered to spare looking for it.
 *
 * @param groups groups at most ({@link Groups})
 * @param moved entries of the deadline index that have moved, at most ({@link DeadlineIndex})
 * @param rows bytes for rows of members and windows, of all tasks together ({@link RememberingStore})
 */
record Room(int groups, int moved, HeapShare rows) {
    private static final int LEAST = 1024;
    /** Of a group, about. */
    private static final int GROUP_BYTES = 600;
    /** Of an entry, about. */
    private static final int ENTRY_BYTES = 200;
    /** Of the heap, for the groups of all tasks, and as much for the entries. */
    private static final int SHARE = 16;
    /** Of the heap, for rows. */
    private static final int ROW_SHARE = 4;

    /** For each task, if all partitions are here. */
    static Room of(int partitions) {
        long heap = Runtime.getRuntime().maxMemory();
        long bytes = heap / SHARE / partitions;
        return new Room(most(bytes / GROUP_BYTES), most(bytes / ENTRY_BYTES), new HeapShare(heap / ROW_SHARE));
    }

    private static int most(long most) {
        return (int) Math.min(Integer.MAX_VALUE, Math.max(LEAST, most));
    }
}

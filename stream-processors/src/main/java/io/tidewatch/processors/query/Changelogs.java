package io.tidewatch.processors.query;

/** What the changelogs of an application's stores hold. For one thread. */
public interface Changelogs extends AutoCloseable {
    /** Whether no record lies between two offsets of a store's changelog, which are apart all the same. */
    boolean nothingBetween(String store, int partition, long from, long end);

    @Override
    void close();
}

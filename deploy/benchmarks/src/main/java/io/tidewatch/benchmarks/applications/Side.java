package io.tidewatch.benchmarks.applications;

import java.util.List;

/** An application that reads the events: ours, or what it is compared with. */
public interface Side {
    /** Id of the application: the name of its group, and in the names of its threads. */
    String id();

    /** Groups of others that run with it and read the same events. */
    default List<String> others() {
        return List.of();
    }

    /** Starts it; it goes on where it was. */
    Running start() throws InterruptedException;

    /** It while it runs. */
    interface Running extends AutoCloseable {
        @Override
        void close();
    }
}

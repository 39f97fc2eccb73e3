package io.tidewatch.benchmarks.applications;

/** An application that reads the events: ours, or what it is compared with. */
public interface Side {
    /** Id of the application: the name of its group, and in the names of its threads. */
    String id();

    /** Starts it; it goes on where it was. */
    Running start() throws InterruptedException;

    /** It while it runs. */
    interface Running extends AutoCloseable {
        @Override
        void close();
    }
}

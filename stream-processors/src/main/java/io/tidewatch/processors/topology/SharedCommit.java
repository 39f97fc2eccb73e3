package io.tidewatch.processors.topology;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What the tasks of one stream thread put with their commit. They share a transaction, but Kafka Streams prepares one
 * task after the other for it, and each waits until what was sent by then has arrived (4.3.1:
 * StreamTask.prepareCommit). So the first that is asked has all others put and send as well, and they have nothing left
 * to wait for. Each is asked again in its turn and puts what has changed since: nothing depends on who was first.
 */
final class SharedCommit {
    private static final ThreadLocal<SharedCommit> OF_THREAD = ThreadLocal.withInitial(SharedCommit::new);

    private final Set<Runnable> works = new LinkedHashSet<>();
    /** Those that were asked because of another one, and not yet for themselves. */
    private final Set<Runnable> ahead = new LinkedHashSet<>();

    /** That of the tasks which this thread runs. */
    static SharedCommit ofThread() {
        return OF_THREAD.get();
    }

    /** From now on this puts what is due whenever the thread commits. */
    synchronized void join(Runnable work) {
        works.add(work);
    }

    /** No longer; any thread may say so. */
    synchronized void leave(Runnable work) {
        works.remove(work);
        ahead.remove(work);
    }

    /** The commit asks this one. */
    synchronized void asks(Runnable work) {
        work.run();
        if (!ahead.remove(work)) {
            for (Runnable other : works) {
                if (other != work) {
                    other.run();
                    ahead.add(other);
                }
            }
        }
    }
}

package io.tidewatch.e2e;

import java.util.ArrayList;
import java.util.List;

/** What is to be closed whatever happens, also where this process is interrupted: namespaces and mounts outlive it. */
final class Opened implements AutoCloseable {
    private final List<AutoCloseable> parts = new ArrayList<>();

    Opened() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    }

    synchronized <T extends AutoCloseable> T add(T part) {
        parts.add(part);
        return part;
    }

    /** The last first, and all of them whatever one says. */
    @Override
    public synchronized void close() {
        AssertionError failure = null;
        while (!parts.isEmpty()) {
            try {
                parts.remove(parts.size() - 1).close();
            } catch (Exception | AssertionError e) {
                failure = failure == null ? new AssertionError("not all is closed", e) : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}

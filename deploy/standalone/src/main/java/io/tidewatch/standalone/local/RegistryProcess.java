package io.tidewatch.standalone.local;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;

/**
 * The child process that the embedded registry runs in: the registry's own main, and an end when standard input ends,
 * that is when the parent has gone, however it went. In a jar of its own beside the registry, so that none of our
 * libraries meets the registry's.
 */
public final class RegistryProcess {
    private static final String REGISTRY_MAIN = "io.quarkus.runner.GeneratedMain";

    private RegistryProcess() {
    }

    /** Takes no arguments; the registry is configured by system properties and environment. */
    public static void main(String[] arguments) throws ReflectiveOperationException {
        Thread watch = new Thread(RegistryProcess::endWithParent, "end-with-parent");
        watch.setDaemon(true);
        watch.start();
        try {
            Class.forName(REGISTRY_MAIN).getMethod("main", String[].class).invoke(null, (Object) new String[0]);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException("the registry did not start", e.getCause());
        }
    }

    private static void endWithParent() {
        try {
            while (System.in.read() >= 0) {
                // The parent says nothing; only the end matters.
                continue;
            }
        } catch (IOException e) {
            System.err.println("standard input: " + e);
        }
        System.exit(0);
    }
}

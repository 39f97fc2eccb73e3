package io.tidewatch.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The demo capture, replayed once into one standalone that all suites read: {@code @ExtendWith(Demo.class)} and a
 * parameter of type {@link Run}.
 */
final class Demo extends Shared<Demo.Run> {
    static final String SENSOR = "demo";
    static final String SEGMENT = "lab";
    /** The topics of the contract with Avro values. */
    static final List<String> AVRO_TOPICS = List.of("tidewatch.gmp.v1", "tidewatch.icmp.v1", "tidewatch.malformed.v1",
        "tidewatch.sensors.v1", "tidewatch.membership.state.v1", "tidewatch.membership.members.v1",
        "tidewatch.membership.changes.v1", "tidewatch.membership.windows.v1", "tidewatch.queriers.v1",
        "tidewatch.alerts.events.v1", "tidewatch.alerts.state.v1");

    Demo() {
        super(Run.class);
    }

    /**
     * The standalone with all of the demo processed.
     *
     * @param folder scratch folder, which lives as long
     * @param standalone the process
     */
    record Run(Path folder, Standalone standalone) implements AutoCloseable {
        static Run start() {
            Path folder = temporary();
            try {
                return new Run(folder, Standalone.replay(folder.resolve("data"), Command.DEMO, SENSOR, SEGMENT,
                    "--pace", "max"));
            } catch (RuntimeException | AssertionError e) {
                delete(folder);
                throw e;
            }
        }

        @Override
        public void close() {
            standalone.close();
            delete(folder);
        }
    }

    static Path temporary() {
        try {
            return Files.createTempDirectory("tidewatch-e2e-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file that a dying child still deletes may be gone already. */
    static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    Run of(ExtensionContext context) {
        return once(context, Run::start);
    }
}

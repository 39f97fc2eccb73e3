package io.tidewatch.e2e;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Topics and schemas under a prefix of their own, on broker and registry of the demo. */
final class Contract {
    private Contract() {
    }

    static void create(Demo.Run demo, Path folder, String prefix) {
        run(folder, "topics", "create", "--partitions", "2", "--bootstrap-server", demo.standalone().broker(),
            "--topic-prefix", prefix);
        run(folder, "schemas", "register", "--schema-registry", demo.standalone().registry(), "--topic-prefix", prefix);
    }

    private static void run(Path folder, String... words) {
        Command.run(folder, Duration.ofMinutes(1), Stream.concat(Stream.of(Command.LAUNCHER), List.of(words).stream())
            .toArray()).succeeded();
    }
}

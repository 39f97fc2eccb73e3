package io.tidewatch.e2e;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The root of a Debian 12 with what every Debian has and nothing else, made once for all suites that start from one:
 * {@code @ExtendWith(DebianRoot.class)} and a parameter of type {@link Clean}.
 */
final class DebianRoot extends Shared<DebianRoot.Clean> {
    DebianRoot() {
        super(Clean.class);
    }

    /**
     * Nobody changes it: suites take copies.
     *
     * @param folder where it is, with {@code root} in it
     */
    record Clean(Path folder) implements AutoCloseable {
        static Clean make() {
            Needs.root();
            Needs.commands("debootstrap", "python3");
            Path folder = Demo.temporary();
            Command.run(folder, Duration.ofMinutes(8), Command.ROOT.resolve("deploy/docker/base"), "--root",
                folder.resolve("root")).succeeded();
            return new Clean(folder);
        }

        Path root() {
            return folder.resolve("root");
        }

        @Override
        public void close() {
            Demo.delete(folder);
        }
    }

    @Override
    Clean of(ExtensionContext context) {
        return once(context, Clean::make);
    }
}

package io.tidewatch.e2e;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * The root of a Debian 12 with what every Debian has and nothing else, made once for all suites that start from one:
 * {@code @ExtendWith(DebianRoot.class)} and a parameter of type {@link Clean}.
 */
final class DebianRoot implements ParameterResolver {
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(DebianRoot.class);

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
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Clean.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return of(context);
    }

    static Clean of(ExtensionContext context) {
        return context.getRoot().getStore(NAMESPACE).computeIfAbsent(Clean.class, type -> Clean.make(), Clean.class);
    }
}

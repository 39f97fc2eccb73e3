package io.tidewatch.e2e;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A host of its own with a Docker daemon and the images of deploy/docker, built on a clean Debian; made once for all
 * suites with containers: {@code @ExtendWith(ContainerHost.class)} and a parameter of type {@link Ready}. Containers
 * get the host's network: all of its loopback is theirs, and its address is reached from here.
 */
final class ContainerHost extends Shared<ContainerHost.Ready> {
    ContainerHost() {
        super(Ready.class);
    }

    /** The host with all of that. */
    static final class Ready implements AutoCloseable {
        private static final String NAME = "docker";
        private static final String BASE = "tidewatch-base";
        private static final List<String> PARTS = List.of("agent", "processors", "broker", "prometheus", "registry");
        private static final Duration LIMIT = Duration.ofMinutes(6);

        private final Opened opened = new Opened();
        private final Path folder = Demo.temporary();
        private Hosts hosts;
        private Docker docker;

        private Ready() {
            opened.add(() -> Demo.delete(folder));
        }

        static Ready make(ExtensionContext context) {
            Needs.commands("dockerd", "docker", "docker-compose", "ip");
            Needs.built(BillOfMaterials.BUILT, "a build that is not offline");
            Path debian = new DebianRoot().of(context).root();
            Ready ready = new Ready();
            try {
                ready.build(debian);
                ready.hosts = ready.opened.add(new Hosts(ready.folder, List.of(NAME)));
                ready.docker = ready.opened.add(Docker.start(ready.folder, ready.hosts.networkOf(NAME)));
                return ready;
            } catch (RuntimeException | AssertionError e) {
                ready.close();
                throw e;
            }
        }

        /** With this machine's network, since packages come over it; later it has one that has nothing else. */
        private void build(Path debian) {
            try (Docker builder = Docker.start(folder, List.of())) {
                builder.run(Map.of(), LIMIT, Command.ROOT.resolve("deploy/docker/base"), "--root", debian, BASE)
                    .succeeded();
                Needs.nothing(builder.missing(BASE));
                List<Object> words = new ArrayList<>(List.of(Command.ROOT.resolve("deploy/docker/build"), "1.0.0"));
                words.addAll(PARTS);
                builder.run(Map.of("BASE", BASE), LIMIT, words.toArray()).succeeded();
            }
        }

        Path folder() {
            return folder;
        }

        Docker docker() {
            return docker;
        }

        String address() {
            return hosts.address(NAME);
        }

        /** The words in front of a command that is to run there. */
        List<String> inside() {
            return hosts.on(NAME);
        }

        @Override
        public void close() {
            opened.close();
        }
    }

    @Override
    Ready of(ExtensionContext context) {
        return once(context, () -> Ready.make(context));
    }
}

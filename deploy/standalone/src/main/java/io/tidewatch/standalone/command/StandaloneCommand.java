package io.tidewatch.standalone.command;

import io.tidewatch.schemas.Topics;
import io.tidewatch.standalone.console.Logging;
import io.tidewatch.standalone.console.StopRequest;
import io.tidewatch.standalone.console.Terminal;
import io.tidewatch.standalone.local.DataDirectory;
import io.tidewatch.standalone.local.LocalCluster;
import io.tidewatch.standalone.local.Ports;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tidewatch standalone}: broker, registry, processors and, where asked for, the agent on this machine. */
@Command(name = "standalone", sortOptions = false, description = "Runs everything on this machine.")
public final class StandaloneCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(names = "--data-dir", paramLabel = "DIR") private Path dataDirectory;
    @Option(names = "--broker-port", paramLabel = "PORT") private Integer brokerPort;
    @Option(names = "--registry-port", paramLabel = "PORT") private Integer registryPort;
    @Option(names = "--api-port", paramLabel = "PORT") private Integer apiPort;

    public StandaloneCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        StopRequest stop = StopRequest.listen();
        try (DataDirectory directory = DataDirectory.open(dataDirectory)) {
            Logging.toFile(directory.part("logs").resolve("tidewatch.log"));
            Ports ports = Ports.choose(directory, new Ports.Wish(brokerPort, registryPort, apiPort),
                Duration.ofSeconds(directory.endedUncleanly() ? 5 : 0));
            try (LocalCluster cluster = LocalCluster.start(directory, Path.of(System.getProperty("tidewatch.home"),
                "registry"), ports, new Topics(Topics.DEFAULT_PREFIX), 4, (part, about, started) ->
                terminal.out().printf("%-10s ready after %6s  %s%n", part, Terminal.seconds(Terminal.since(started)),
                    about), fault -> terminal.err().println(fault))) {
                while (!stop.await(Duration.ofSeconds(1))) {
                    if (!cluster.registry().alive()) {
                        throw cluster.registry().ended();
                    }
                }
            }
        } finally {
            stop.closed(0);
        }
        return 0;
    }
}

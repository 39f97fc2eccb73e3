package io.tidewatch.standalone.command;

import io.tidewatch.schemas.OperatorError;
import io.tidewatch.standalone.console.Terminal;
import io.tidewatch.standalone.setup.TopicSetup;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tidewatch topics}: the topics of the catalogue on a cluster. */
@Command(name = "topics", description = "Creates the topics of the contract, or checks them.")
public final class TopicsCommand {
    private static final String PARTITIONS = "4";

    private final Terminal terminal;

    public TopicsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Command(name = "create", description = "Creates the topics that are missing. What exists is "
        + "left as it is; differences are printed. May be run again at any time.")
    int create(@Mixin BrokerOptions broker,
               @Option(names = "--partitions", paramLabel = "N", defaultValue = PARTITIONS,
                   description = "Partitions of every topic (default: ${DEFAULT-VALUE}), over which segments are "
                       + "spread. Growing them later loses the order of what is there.") int partitions,
               @Option(names = "--replication-factor", paramLabel = "N", defaultValue = "1",
                   description = "Copies of every partition (default: ${DEFAULT-VALUE}).") short replication) {
        if (partitions < 1 || replication < 1) {
            throw OperatorError.misused("Topics can't be created with " + partitions + " partitions and replication "
                + "factor " + replication, "Both are at least 1", "Give other numbers");
        }
        try (Admin admin = broker.connect()) {
            TopicSetup setup = new TopicSetup(admin, broker.topics());
            List<String> made = setup.create(partitions, replication);
            made.forEach(name -> terminal.out().println("created " + name));
            int existing = broker.topics().all().size() - made.size();
            terminal.out().println(made.size() + " topics created, " + existing + " existed");
            setup.differences(null).forEach(each -> terminal.out().println("differs: " + each));
        }
        return 0;
    }

    @Command(name = "check", description = "Compares the cluster's topics with the contract; every difference is a "
        + "line, and exit code 1 says that there are some.")
    int check(@Mixin BrokerOptions broker,
              @Option(names = "--partitions", paramLabel = "N",
                  description = "Partitions that every topic should have. Default: any number, equal where segments "
                      + "must meet.") Integer partitions) {
        try (Admin admin = broker.connect()) {
            List<String> differences = new TopicSetup(admin, broker.topics()).differences(partitions);
            differences.forEach(each -> terminal.out().println("differs: " + each));
            if (differences.isEmpty()) {
                terminal.out().println(broker.topics().all().size() + " topics are as the contract says");
            }
            return differences.isEmpty() ? 0 : OperatorError.FAILED;
        }
    }
}

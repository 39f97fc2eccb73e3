package io.tidewatch.standalone;

import io.tidewatch.standalone.command.CaptureCommand;
import io.tidewatch.standalone.command.DecodeCommand;
import io.tidewatch.standalone.command.ProcessCommand;
import io.tidewatch.standalone.command.QueryCommand;
import io.tidewatch.standalone.command.RetimeCommand;
import io.tidewatch.standalone.command.SchemasCommand;
import io.tidewatch.standalone.command.SimulateCommand;
import io.tidewatch.standalone.command.SinkCommand;
import io.tidewatch.standalone.command.StandaloneCommand;
import io.tidewatch.standalone.command.TopicsCommand;
import io.tidewatch.standalone.console.Failures;
import io.tidewatch.standalone.console.Logging;
import io.tidewatch.standalone.console.StopRequest;
import io.tidewatch.standalone.console.Terminal;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The {@code tidewatch} command. Exit codes: 0 done, 1 failed, 2 asked wrongly. */
@Command(name = "tidewatch", versionProvider = Tidewatch.Version.class, sortOptions = false,
    synopsisSubcommandLabel = "COMMAND",
    description = "Who is in which multicast group, and what is storming: from the wire to the answer.",
    footer = {"", "Exit codes: 0 done, 1 failed, 2 asked wrongly. tidewatch COMMAND --help says more."})
public final class Tidewatch {
    private final Failures failures;

    private Tidewatch(Failures failures) {
        this.failures = failures;
    }

    @Option(names = {"-h", "--help"}, usageHelp = true, scope = ScopeType.INHERIT, order = Integer.MAX_VALUE,
        description = "Says how to use it.")
    private boolean help;

    @Option(names = {"-V", "--version"}, versionHelp = true, description = "Says which version this is.")
    private boolean version;

    @Option(names = "--verbose", scope = ScopeType.INHERIT, order = Integer.MAX_VALUE,
        description = "Shows log lines and the stack traces of failures.")
    private void verbose(boolean wanted) {
        failures.verbose(wanted);
        Logging.verbose(wanted);
    }

    /** The process: runs the command and ends with its exit code. */
    public static void main(String[] arguments) {
        System.exit(run(Terminal.system(), new StopRequest(), arguments));
    }

    /** Runs a command and says its exit code. */
    public static int run(Terminal terminal, StopRequest stop, String... arguments) {
        return commandLine(terminal, stop).execute(arguments);
    }

    private static CommandLine commandLine(Terminal terminal, StopRequest stop) {
        Failures failures = new Failures(terminal.err());
        CommandLine line = new CommandLine(new Tidewatch(failures))
            .addSubcommand(new StandaloneCommand(terminal, stop))
            .addSubcommand(new CaptureCommand(terminal, stop))
            .addSubcommand(new ProcessCommand(terminal, stop))
            .addSubcommand(new SinkCommand(terminal, stop))
            .addSubcommand(new DecodeCommand(terminal))
            .addSubcommand(new SimulateCommand(terminal))
            .addSubcommand(new RetimeCommand(terminal))
            .addSubcommand(new QueryCommand(terminal, stop))
            .addSubcommand(new TopicsCommand(terminal))
            .addSubcommand(new SchemasCommand(terminal));
        line.setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8));
        line.setExecutionExceptionHandler(failures);
        line.setParameterExceptionHandler(failures);
        return line;
    }

    /** The build's version, from the manifest. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Tidewatch.class.getPackage().getImplementationVersion();
            return new String[] {"tidewatch " + (version == null ? "(not packaged)" : version)};
        }
    }
}

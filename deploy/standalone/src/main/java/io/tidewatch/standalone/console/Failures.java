package io.tidewatch.standalone.console;

import io.tidewatch.schemas.OperatorError;
import java.io.PrintStream;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Every failure as one paragraph (what, why, what to do) and its exit code. Stack traces are for those who asked for
 * them.
 */
public final class Failures implements IExecutionExceptionHandler, IParameterExceptionHandler {
    private static final int CLOSE_ENOUGH = 3;

    private final PrintStream err;
    private boolean verbose;

    public Failures(PrintStream err) {
        this.err = err;
    }

    /** Prints stack traces too. */
    public void verbose(boolean wanted) {
        verbose = wanted;
    }

    @Override
    public int handleParseException(ParameterException error, String[] args) {
        CommandLine command = error.getCommandLine();
        String why = error.getMessage();
        if (error instanceof UnmatchedArgumentException unmatched && !unmatched.getUnmatched().isEmpty()) {
            String given = unmatched.getUnmatched().get(0);
            why = (given.startsWith("-") ? "There is no option " : "Nothing is expected where it says ") + given
                + nearest(command, given);
        }
        return print(OperatorError.misused("The command line could not be understood", why, "See "
            + command.getCommandSpec().qualifiedName() + " --help"), error);
    }

    @Override
    public int handleExecutionException(Exception error, CommandLine command, ParseResult result) {
        return error instanceof StopRequest.Stopped ? 0 : print(error);
    }

    /** Prints it and says which exit code it asks for. */
    public int print(Exception error) {
        if (error instanceof OperatorError known) {
            return print(known, known.getCause());
        }
        return print(OperatorError.failed("Tidewatch stopped on an error that it did not expect", "It is "
            + error, "This is a defect of Tidewatch: please report it with what --verbose prints", error), error);
    }

    private int print(OperatorError error, Throwable trace) {
        err.println("tidewatch: " + error.getMessage());
        if (verbose && trace != null) {
            trace.printStackTrace(err);
        }
        err.flush();
        return error.exitCode();
    }

    private static String nearest(CommandLine command, String given) {
        List<String> names = given.startsWith("-")
            ? command.getCommandSpec().options().stream().map(OptionSpec::longestName).toList()
            : List.copyOf(command.getSubcommands().keySet());
        String word = given.replaceFirst("=.*", "");
        return names.stream().filter(name -> distance(name, word) <= CLOSE_ENOUGH || name.startsWith(word))
            .min((a, b) -> Integer.compare(distance(a, word), distance(b, word)))
            .map(name -> ", did you mean " + name + "?").orElse("");
    }

    /** Insertions, removals and replacements of one letter that make one word of the other. */
    private static int distance(String a, String b) {
        int[] above = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, Math.min(above[j], row[j - 1]) + 1);
            }
            above = row;
        }
        return above[b.length()];
    }
}

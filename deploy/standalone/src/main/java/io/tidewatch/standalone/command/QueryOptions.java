package io.tidewatch.standalone.command;

import io.tidewatch.schemas.OperatorError;
import io.tidewatch.schemas.config.TlsFiles;
import io.tidewatch.standalone.query.ApiClient;
import io.tidewatch.standalone.query.AnswerPrinter;
import io.tidewatch.standalone.query.Format;
import io.tidewatch.standalone.query.Times;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import picocli.CommandLine.Option;

/** Where the API is and how its answers are printed. */
final class QueryOptions {
    @Option(names = "--api", paramLabel = "URL", order = 20,
        defaultValue = "${env:TIDEWATCH_API:-" + Defaults.API + "}",
        description = "Address of the query API. Default: $$TIDEWATCH_API, else " + Defaults.API + ".")
    private URI api;

    @Option(names = "--output", paramLabel = "FORMAT", defaultValue = "table", order = 21,
        description = "One of ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Format format;

    @Option(names = "--local", order = 22, description = "Shows times, and reads those given, in this machine's zone.")
    private boolean local;

    @Option(names = "--token", paramLabel = "TOKEN", order = 23, defaultValue = "${env:TIDEWATCH_API_TOKEN}",
        description = "Bearer token of an API that wants one. Default: $$TIDEWATCH_API_TOKEN, which keeps it out of "
            + "the list of processes.")
    private String token;

    @Option(names = "--token-file", paramLabel = "FILE", order = 24,
        description = "File whose first line that is not empty and no # comment is the token, over --token.")
    private Path tokenFile;

    @Option(names = "--ca", paramLabel = "FILE", order = 25, defaultValue = "${env:TIDEWATCH_API_CA}",
        description = "PEM file of the certificates that an https API's must come from. Default: $$TIDEWATCH_API_CA, "
            + "else those that Java trusts.")
    private Path authorities;

    @Option(names = "--watch", order = 26,
        description = "Asks again and again until Ctrl-C, and prints the answer when it has changed.")
    private boolean watch;

    @Option(names = "--interval", paramLabel = "SECONDS", defaultValue = "2", order = 27,
        description = "With --watch: how long to wait in between (default: ${DEFAULT-VALUE}).")
    private double interval;

    /** Whether to go on asking. */
    boolean watch() {
        return watch;
    }

    /** @throws OperatorError when it is not positive */
    Duration interval() {
        if (!(interval >= 0.1 && interval <= 86_400)) {
            throw OperatorError.misused("--interval " + interval + " does not do", "It is not between 0.1 and 86400",
                "Give seconds, such as 2");
        }
        return Duration.ofMillis((long) (interval * 1000));
    }

    ApiClient client() {
        return new ApiClient(api, tokenFile == null ? token : tokenOfFile(),
            authorities == null ? null : new TlsFiles(null, null, null, authorities).context("the query"));
    }

    private String tokenOfFile() {
        try {
            return Files.readAllLines(tokenFile).stream().map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#")).findFirst()
                .orElseThrow(() -> OperatorError.misused("--token-file " + tokenFile + " does not do", "It holds no "
                    + "token", "Write the token on its first line"));
        } catch (IOException e) {
            throw OperatorError.failed("The file of --token-file can't be read", e.toString(), "Check the path and its "
                + "permissions", e);
        }
    }

    /** Whether the answer is wanted as it came. */
    boolean json() {
        return format == Format.json;
    }

    Times times() {
        return Times.in(local ? ZoneId.systemDefault() : ZoneOffset.UTC);
    }

    AnswerPrinter printer(PrintStream out) {
        return new AnswerPrinter(out, format, times());
    }
}

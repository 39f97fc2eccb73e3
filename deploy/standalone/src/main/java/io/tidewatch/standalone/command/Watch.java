package io.tidewatch.standalone.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidewatch.schemas.OperatorError;
import io.tidewatch.standalone.console.StopRequest;
import io.tidewatch.standalone.console.Terminal;
import io.tidewatch.standalone.query.AnswerPrinter;
import io.tidewatch.standalone.query.ApiClient;
import io.tidewatch.standalone.query.Column;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Prints answers once, or again and again while somebody watches: until a signal ends the process. */
final class Watch {
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Terminal terminal;
    private final StopRequest stop;
    private final QueryOptions options;
    private String lastId;
    private int told;

    Watch(Terminal terminal, StopRequest stop, QueryOptions options) {
        this.terminal = terminal;
        this.stop = stop;
        this.options = options;
    }

    /** Asks and prints; while somebody watches, again when what is told has changed. */
    int answers(Supplier<List<ObjectNode>> question, List<Column> columns) {
        AnswerPrinter printer = options.printer(terminal.out());
        if (!options.watch()) {
            printer.print(question.get(), columns);
            return 0;
        }
        Duration interval = options.interval();
        String before = null;
        do {
            try {
                List<ObjectNode> answers = question.get();
                String now = items(answers);
                if (!now.equals(before)) {
                    if (before != null) {
                        terminal.out().println();
                    }
                    printer.print(answers, columns);
                    terminal.out().flush();
                    before = now;
                }
            } catch (OperatorError e) {
                if (before == null) {
                    throw e;
                }
                terminal.err().println("tidewatch: " + e.getMessage() + " Asking again.");
            }
        } while (!stop.await(interval));
        return 0;
    }

    /** That the clock goes on is no news. */
    private static String items(List<ObjectNode> answers) {
        StringBuilder text = new StringBuilder();
        answers.forEach(answer -> text.append(answer.has("items") ? answer.path("items")
            : answer.deepCopy().without(List.of("as_of", "watermark", "final"))));
        return text.toString();
    }

    /** Prints changes as they come; after a lost connection it goes on behind the last one. */
    int changes(Map<String, String> parameters, List<Column> columns, Integer count) {
        AnswerPrinter printer = options.printer(terminal.out());
        ApiClient client = options.client();
        printer.printHead(columns);
        boolean warned = false;
        do {
            try {
                client.listen(parameters, lastId, (name, data, id) -> {
                    lastId = id;
                    if (name.equals("change")) {
                        printer.printOne(data, columns);
                        told++;
                    } else if (name.equals("gap")) {
                        terminal.err().println("tidewatch: " + data.path("detail").asText());
                    }
                    return !stop.asked() && (count == null || told < count);
                });
                warned = false;
            } catch (IOException e) {
                if (lastId == null) {
                    throw OperatorError.failed("The stream of changes can't be had", String.valueOf(e.getMessage()),
                        "Start the API (tidewatch standalone or tidewatch process), or name another with --api URL", e);
                }
                if (!warned) {
                    terminal.err().println("tidewatch: The stream of changes was lost (" + e.getMessage()
                        + "); going on as soon as it is back.");
                    warned = true;
                }
            }
        } while ((count == null || told < count) && !stop.await(PAUSE));
        return 0;
    }
}

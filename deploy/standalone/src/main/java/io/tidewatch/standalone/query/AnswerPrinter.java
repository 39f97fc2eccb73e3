package io.tidewatch.standalone.query;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Prints answers. Below a table stands how far the answer can be trusted: its moment, its watermark, its coverage. */
public final class AnswerPrinter {
    private static final String GAP = "  ";

    private final PrintStream out;
    private final Format format;
    private final Times times;
    private final ObjectMapper json = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    public AnswerPrinter(PrintStream out, Format format, Times times) {
        this.out = out;
        this.format = format;
        this.times = times;
    }

    /** Prints the items of answers as one table, one CSV, or the answers as JSON (alone, or as an array). */
    public void print(List<ObjectNode> answers, List<Column> columns) {
        if (format == Format.json) {
            printJson(answers);
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        for (ObjectNode answer : answers) {
            for (JsonNode item : items(answer)) {
                rows.add(columns.stream().map(column -> column.cell(item, format == Format.csv ? times.exact()
                    : times)).toList());
            }
        }
        if (format == Format.csv) {
            out.println(String.join(",", columns.stream().map(Column::field).toList()));
            rows.forEach(row -> out.println(String.join(",", row.stream().map(AnswerPrinter::quoted).toList())));
            return;
        }
        printTable(columns, rows);
        printStanding(answers);
    }

    /**
     * Prints one item of many that come one by one: a line of JSON, of CSV, or of a table whose columns can't be wider
     * than they are.
     */
    public void printOne(JsonNode item, List<Column> columns) {
        switch (format) {
            case json -> out.println(item);
            case csv -> out.println(String.join(",", columns.stream().map(column -> quoted(column.cell(item,
                times.exact()))).toList()));
            case table -> out.println(String.join(GAP, columns.stream().map(column -> column.cell(item, times))
                .toList()));
        }
        out.flush();
    }

    /** What stands above items that are printed one by one. */
    public void printHead(List<Column> columns) {
        if (format == Format.csv) {
            out.println(String.join(",", columns.stream().map(Column::field).toList()));
        } else if (format == Format.table) {
            out.println(String.join(GAP, columns.stream().map(Column::title).toList()));
        }
        out.flush();
    }

    private static Iterable<JsonNode> items(ObjectNode answer) {
        return answer.path("items") instanceof ArrayNode list ? list : List.of(answer);
    }

    private void printJson(List<ObjectNode> answers) {
        try {
            out.println(json.writeValueAsString(answers.size() == 1 ? answers.get(0) : answers));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an answer that was JSON can't be written as JSON", e);
        }
    }

    private void printTable(List<Column> columns, List<List<String>> rows) {
        List<String> titles = columns.stream().map(Column::title).toList();
        int[] widths = new int[columns.size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = titles.get(i).length();
            for (List<String> row : rows) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        out.println(line(titles, widths));
        rows.forEach(row -> out.println(line(row, widths)));
        if (rows.isEmpty()) {
            out.println("(none)");
        }
    }

    private static String line(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String cell = cells.get(i);
            line.append(cell).append(" ".repeat(widths[i] - cell.length())).append(GAP);
        }
        return line.toString().stripTrailing();
    }

    private void printStanding(List<ObjectNode> answers) {
        TreeSet<String> standings = new TreeSet<>();
        for (ObjectNode answer : answers) {
            List<String> parts = new ArrayList<>();
            time(answer, "as_of", "as of ", parts);
            time(answer, "watermark", "seen up to ", parts);
            if (answer.path("coverage").isTextual()) {
                parts.add("coverage " + answer.path("coverage").asText());
            }
            if (answer.has("final") && !answer.path("final").asBoolean()) {
                parts.add("may still change");
            }
            if (answer.path("stale").asBoolean()) {
                parts.add("from a copy that lay " + answer.path("lag").asText() + " records behind");
            }
            if (!parts.isEmpty()) {
                standings.add("(" + String.join(", ", parts) + ")");
            }
        }
        standings.forEach(out::println);
    }

    private void time(ObjectNode answer, String field, String words, List<String> parts) {
        String text = answer.path(field).asText("");
        if (times.isTime(text)) {
            parts.add(words + times.show(text));
        }
    }

    private static String quoted(String cell) {
        String text = cell.equals("-") ? "" : cell;
        return text.matches("(?s).*[\",\n\r].*") ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }
}

package io.tidewatch.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Tables of figures, in Markdown: printed as they are known, and kept in a file. */
public final class Report {
    private final PrintStream out;
    private final StringBuilder text = new StringBuilder();

    Report(PrintStream out) {
        this.out = out;
    }

    /** A line of text, such as why something was not measured. */
    public void line(String line) {
        add(line + "\n\n");
    }

    /** A table under a heading. The first column is for words, the others for numbers. */
    public void table(String heading, List<String> columns, List<List<String>> rows) {
        int[] widths = new int[columns.size()];
        for (int column = 0; column < widths.length; column++) {
            int index = column;
            widths[column] = rows.stream().mapToInt(row -> row.get(index).length())
                .reduce(columns.get(column).length(), Math::max);
        }
        StringBuilder table = new StringBuilder("## " + heading + "\n\n" + row(columns, widths) + "|");
        for (int column = 0; column < widths.length; column++) {
            table.append('-').append("-".repeat(widths[column])).append(column == 0 ? "-|" : ":|");
        }
        table.append('\n');
        rows.forEach(row -> table.append(row(row, widths)));
        add(table.append('\n').toString());
    }

    private static String row(List<String> cells, int[] widths) {
        StringBuilder row = new StringBuilder("|");
        for (int column = 0; column < widths.length; column++) {
            row.append(String.format(column == 0 ? " %-" + widths[column] + "s |" : " %" + widths[column] + "s |",
                cells.get(column)));
        }
        return row.append('\n').toString();
    }

    private void add(String more) {
        out.print(more);
        out.flush();
        text.append(more);
    }

    void write(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    /** A number with thousands apart. */
    public static String number(double value) {
        return String.format("%,.0f", value);
    }

    /** A number with two digits behind the point. */
    public static String decimal(double value) {
        return String.format("%.2f", value);
    }

    /** The middle of several values. */
    public static double median(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** The ratio of what was measured in turns, each to the other of its turn. */
    public static String ratio(double[] of, double[] to) {
        double[] ratios = new double[of.length];
        for (int turn = 0; turn < ratios.length; turn++) {
            ratios[turn] = of[turn] / to[turn];
        }
        return ratio(ratios);
    }

    /** A ratio as median and range of the rounds. */
    public static String ratio(double... values) {
        return String.format("%.2f (%.2f to %.2f)", median(values), Arrays.stream(values).min().orElseThrow(),
            Arrays.stream(values).max().orElseThrow());
    }
}

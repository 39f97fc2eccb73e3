package io.tidewatch.processors.membership;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A table of an RFC as a text file: columns between bars, a line of names first, comments after a hash. */
final class RfcTable {
    private RfcTable() {
    }

    /** One row; its text is the line of the file. */
    record Row(String line, Map<String, String> cells) {
        String get(String column) {
            String cell = cells.get(column);
            if (cell == null) {
                throw new IllegalArgumentException("no column " + column + " in: " + line);
            }
            return cell;
        }

        /** A cell that is a list, its parts between semicolons. */
        List<String> list(String column) {
            return get(column).isEmpty() ? List.of() : List.of(get(column).split("; *"));
        }

        @Override
        public String toString() {
            return line.replaceAll(" +", " ");
        }
    }

    static List<Row> read(String name) {
        List<Row> rows = new ArrayList<>();
        String[] header = null;
        for (String line : text("/membership/" + name).split("\n")) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String[] cells = line.split("\\|", -1);
            if (header == null) {
                header = cells;
                continue;
            }
            if (cells.length != header.length) {
                throw new IllegalArgumentException(name + ": " + header.length + " columns expected: " + line);
            }
            Map<String, String> row = new LinkedHashMap<>();
            for (int i = 0; i < cells.length; i++) {
                row.put(header[i].strip(), cells[i].strip());
            }
            rows.add(new Row(line, row));
        }
        return rows;
    }

    private static String text(String path) {
        try (InputStream in = RfcTable.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalArgumentException("no such table: " + path);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.tidewatch.e2e.lab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A few groups of a real churn: {@code plain} (seed 1) and {@code mixed} (seed 14). */
final class Miniature {
    static final ObjectMapper JSON = new ObjectMapper();

    private final String name;

    Miniature(String name) {
        this.name = name;
    }

    Churn churn() {
        return Churn.of(read("run.json"), lines("actions.jsonl"), lines("events.jsonl"));
    }

    JsonNode snapshot(String label) {
        return read(label + ".json");
    }

    private JsonNode read(String file) {
        try (InputStream in = open(file)) {
            return JSON.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<JsonNode> lines(String file) {
        List<JsonNode> lines = new ArrayList<>();
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(open(file), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(JSON.readTree(line));
            }
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private InputStream open(String file) {
        return Miniature.class.getResourceAsStream(name + "/" + file);
    }
}

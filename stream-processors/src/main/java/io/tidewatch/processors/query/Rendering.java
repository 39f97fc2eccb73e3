package io.tidewatch.processors.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How answers are written. A list may also be had as CSV or as one JSON object a line; what stands around the items in
 * JSON is then in headers: {@code Tidewatch-As-Of}, {@code -Watermark}, {@code -Coverage}, {@code -Final},
 * {@code -Stale}, {@code -Lag}, and the next page in {@code Link}.
 */
final class Rendering {
    static final String JSON = "application/json";
    private static final String CSV = "text/csv";
    private static final String LINES = "application/x-ndjson";
    private static final String KEYS = "keys";
    private static final String NEXT = "next";
    static final Map<String, String> HEADERS = headers();
    private static final List<String> RELAYED = relayed();

    private Rendering() {
    }

    private static Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("as_of", "Tidewatch-As-Of");
        headers.put("watermark", "Tidewatch-Watermark");
        headers.put("coverage", "Tidewatch-Coverage");
        headers.put("final", "Tidewatch-Final");
        headers.put("stale", "Tidewatch-Stale");
        headers.put("lag", "Tidewatch-Lag");
        return headers;
    }

    private static List<String> relayed() {
        List<String> relayed = new ArrayList<>(headers().values());
        relayed.addAll(List.of("Link", "Retry-After"));
        return relayed;
    }

    /** Writes an answer as the caller wants it. */
    static void tell(Context request, Route route, ObjectNode answer) {
        told(answer);
        String format = route.shape().kind() == Shape.Kind.LIST ? format(request) : JSON;
        if (format.equals(JSON)) {
            request.contentType(JSON).result(Json.bytes(answer));
            return;
        }
        HEADERS.forEach((field, header) -> {
            if (answer.hasNonNull(field)) {
                request.header(header, answer.path(field).asText());
            }
        });
        if (answer.path(NEXT).isTextual()) {
            request.header("Link", '<' + Question.of(request).target(Map.of(Param.CURSOR, answer.path(NEXT).asText()))
                + ">; rel=\"next\"");
        }
        String text = format.equals(CSV) ? csv(route.shape().fields(), answer.path("items"))
            : lines(answer.path("items"));
        request.contentType(format + ";charset=utf-8").result(text);
    }

    /** An answer without what only instances tell each other. */
    static ObjectNode told(ObjectNode answer) {
        return answer.without(KEYS);
    }

    /** Writes a part of an answer for another instance. */
    static void parts(Context request, ObjectNode part) {
        request.contentType(JSON).result(Json.bytes(part));
    }

    /** Writes the answer of another instance as it came. */
    static void relay(Context request, Neighbours.Reply reply) {
        request.status(reply.status()).result(reply.body());
        reply.headers().firstValue("Content-Type").ifPresent(request::contentType);
        RELAYED.forEach(name -> reply.headers().firstValue(name).ifPresent(value -> request.header(name, value)));
    }

    private static String format(Context request) {
        String wanted = request.queryParam(Param.FORMAT.label());
        if (wanted == null || wanted.isEmpty()) {
            String accept = request.header("Accept");
            wanted = accept == null || accept.contains(JSON) ? "json" : accept.contains(CSV) ? "csv"
                : accept.contains(LINES) ? "ndjson" : "json";
        }
        return switch (wanted) {
            case "json" -> JSON;
            case "csv" -> CSV;
            case "ndjson" -> LINES;
            default -> throw Problem.badRequest("format is " + Parameters.printable(wanted)
                + ", but can only be json, csv or ndjson.");
        };
    }

    private static String lines(JsonNode items) {
        StringBuilder text = new StringBuilder();
        items.forEach(item -> text.append(item).append('\n'));
        return text.toString();
    }

    /** Comma-separated lines below a header, cells in quotes where they need them. */
    private static String csv(List<String> columns, JsonNode items) {
        StringBuilder text = new StringBuilder(String.join(",", columns)).append('\n');
        for (JsonNode item : items) {
            text.append(columns.stream().map(column -> quoted(cell(item.path(column))))
                .collect(Collectors.joining(","))).append('\n');
        }
        return text.toString();
    }

    /** Lists are joined by a blank, a blocked source has a {@code !} before it; what has parts is JSON. */
    private static String cell(JsonNode value) {
        if (value.isArray()) {
            List<String> parts = new ArrayList<>();
            value.forEach(part -> parts.add(part.has("address") && part.has("blocked")
                ? (part.path("blocked").asBoolean() ? "!" : "") + part.path("address").asText() : cell(part)));
            return String.join(" ", parts);
        }
        return value.isNull() || value.isMissingNode() ? "" : value.isObject() ? value.toString() : value.asText();
    }

    private static String quoted(String cell) {
        return cell.matches("(?s).*[\",\n\r].*") ? '"' + cell.replace("\"", "\"\"") + '"' : cell;
    }
}

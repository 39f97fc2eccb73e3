package io.tidewatch.processors.query;

import io.javalin.http.Context;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One question to the API, by itself or one of several.
 *
 * @param path its path, encoded
 * @param query what the query string says, by parameter
 * @param variables the parts of the path that stand in braces in that of its resource
 * @param accept how the caller wants the answer; null: any way
 * @param partitions {@link Neighbours#PARTITIONS} of the request; null where nobody says so
 */
record Question(String path, Map<String, List<String>> query, Map<String, String> variables, String accept,
                String partitions) {

    static Question of(Context request) {
        return new Question(request.req().getRequestURI(), request.queryParamMap(), request.pathParamMap(),
            request.header("Accept"), request.header(Neighbours.PARTITIONS));
    }

    /** Path and query, encoded anew, with some parameters set. */
    String target(Map<Param, String> set) {
        Map<String, String> all = new LinkedHashMap<>();
        query.forEach((name, values) -> all.put(name, values.get(0)));
        set.forEach((parameter, value) -> all.put(parameter.label(), value));
        String text = all.entrySet().stream().map(each -> encoded(each.getKey()) + '=' + encoded(each.getValue()))
            .collect(Collectors.joining("&"));
        return path + (text.isEmpty() ? "" : '?' + text);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}

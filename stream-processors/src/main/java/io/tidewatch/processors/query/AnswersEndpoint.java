package io.tidewatch.processors.query;

import io.javalin.http.Context;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Several questions in one request, so that what is looked at together, as on a page, is asked for at once and costs
 * one round trip. Each is answered as by itself; one that can't be has its problem in its place.
 */
final class AnswersEndpoint {
    /** More would be a way around the rate that a client may ask at. */
    static final int MOST = 4;

    private final List<Route> routes;

    /** @param routes all resources, as far as they are known when it is asked */
    AnswersEndpoint(List<Route> routes) {
        this.routes = routes;
    }

    void answer(Context request, Route route) {
        List<String> asks = Parameters.of(Question.of(request), route.parameters()).texts(Param.ASK);
        if (asks.size() > MOST) {
            throw Problem.badRequest(asks.size() + " questions are asked, but one request may ask " + MOST + ".");
        }
        request.contentType(Rendering.JSON).result(Json.bytes(new Answers(asks.stream().map(this::answer).toList())));
    }

    private Answers.Answer answer(String ask) {
        try {
            String[] halves = ask.split("\\?", 2);
            Map<String, List<String>> query = query(halves.length > 1 ? halves[1] : "");
            if (query.containsKey(Param.FORMAT.label())) {
                throw Problem.badRequest("Several questions at once are answered in JSON: leave format out.");
            }
            for (Route route : routes) {
                Map<String, String> variables = variables(route.path(), Routes.API + '/' + halves[0]);
                if (variables != null && route.answer() instanceof Route.Told told) {
                    return told.tell(new Question(path(route, variables), query, variables, Rendering.JSON, null),
                        route).among(ask);
                }
            }
            throw Problem.notFound("Nothing can be asked as " + Parameters.printable(ask) + "; what can is a path of "
                + "/api/v1/openapi.json without /api/v1/, such as segments?limit=10.");
        } catch (Problem problem) {
            return new Answers.Answer(ask, problem.status(), Json.object(ProblemDetails.of(problem)));
        }
    }

    /** What a path has in place of the braces of a resource's; null where it is not of that resource. */
    private static Map<String, String> variables(String template, String path) {
        String[] names = template.split("/", -1);
        String[] parts = path.split("/", -1);
        Map<String, String> variables = new HashMap<>();
        boolean same = names.length == parts.length;
        for (int i = 0; same && i < names.length; i++) {
            if (names[i].startsWith("{")) {
                // In a path a + is no blank.
                variables.put(names[i].substring(1, names[i].length() - 1), decoded(parts[i].replace("+", "%2B")));
                same = !parts[i].isEmpty();
            } else {
                same = names[i].equals(parts[i]);
            }
        }
        return same ? variables : null;
    }

    /** The path of a resource, encoded as it may be sent on. */
    private static String path(Route route, Map<String, String> variables) {
        String path = route.path();
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            path = path.replace('{' + variable.getKey() + '}',
                URLEncoder.encode(variable.getValue(), StandardCharsets.UTF_8).replace("+", "%20"));
        }
        return path;
    }

    private static Map<String, List<String>> query(String text) {
        Map<String, List<String>> query = new LinkedHashMap<>();
        for (String pair : text.isEmpty() ? new String[0] : text.split("&")) {
            String[] sides = pair.split("=", 2);
            query.computeIfAbsent(decoded(sides[0]), unseen -> new ArrayList<>())
                .add(sides.length > 1 ? decoded(sides[1]) : "");
        }
        return query;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest(Parameters.printable(text)
                + " has a % that is not followed by two hexadecimal digits.");
        }
    }
}

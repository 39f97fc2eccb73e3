package io.tidewatch.processors.query;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The description of the API after OpenAPI 3.1, made from the table of resources that the server runs on. */
final class OpenApi {
    private static final Pattern VARIABLE = Pattern.compile("\\{([a-z]+)}");
    private static final Map<String, String> VARIABLES = Map.of(
        "segment", "Name of the segment, with / written %2F.",
        "group", "Group address in any notation.",
        "address", "Address of the host in any notation, or its MAC address.",
        "id", "Id of the alert.");
    private static final String DESCRIPTION = "description";
    private static final String SCHEMA = "schema";
    private static final String STRING = "{\"type\":\"string\"}";

    private final Schemas schemas = new Schemas();
    private final ObjectNode document = Json.nothing();

    private OpenApi(List<Route> routes) {
        document.put("openapi", "3.1.0");
        document.putObject("info").put("title", "Tidewatch").put("version", "1").put(DESCRIPTION,
            "Who is in which multicast group, now and at any time that is kept, and which ICMP errors storm.");
        document.putArray("security").add(Json.nothing().set("token", Json.nothing().arrayNode()))
            .add(Json.nothing());
        ObjectNode paths = document.putObject("paths");
        routes.forEach(route -> paths.putObject(route.path()).set("get", operation(route)));
        ObjectNode components = document.putObject("components");
        components.putObject("securitySchemes").putObject("token").put("type", "http").put("scheme", "bearer")
            .put(DESCRIPTION, "One of api.token and api.token.file, where they are set.");
        ObjectNode problem = components.putObject("responses").putObject("Problem");
        problem.put(DESCRIPTION, "Why there is no answer; with status 429 and 503, Retry-After says when to ask "
            + "again.");
        content(problem, "application/problem+json", schemas.of(ProblemDetails.class));
        ObjectNode named = components.putObject("schemas");
        schemas.named().forEach(named::set);
    }

    /** The document. */
    static ObjectNode of(List<Route> routes) {
        return new OpenApi(routes).document;
    }

    private ObjectNode operation(Route route) {
        ObjectNode operation = Json.nothing().put("operationId", name(route.path())).put("summary", route.about());
        ArrayNode parameters = operation.putArray("parameters");
        Matcher variables = VARIABLE.matcher(route.path());
        while (variables.find()) {
            parameter(parameters, variables.group(1), "path", VARIABLES.get(variables.group(1)), STRING)
                .put("required", true);
        }
        route.parameters().forEach(each -> parameter(parameters, each.label(), "query", each.about(), each.schema()));
        ObjectNode responses = operation.putObject("responses");
        answer(responses.putObject("200"), route);
        if (route.open()) {
            operation.putArray("security");
            answer(responses.putObject("503"), route);
        }
        responses.putObject("default").put("$ref", "#/components/responses/Problem");
        return operation;
    }

    /** {@code /api/v1/segments/{segment}/groups} is getSegmentsBySegmentGroups. */
    private static String name(String path) {
        StringBuilder name = new StringBuilder("get");
        for (String part : path.replace(Routes.API, "").replaceAll("[{]", "by/").split("[^A-Za-z]+")) {
            name.append(part.isEmpty() ? "" : Character.toUpperCase(part.charAt(0)) + part.substring(1));
        }
        return name.toString();
    }

    private static ObjectNode parameter(ArrayNode parameters, String name, String in, String about, String schema) {
        ObjectNode parameter = parameters.addObject().put("name", name).put("in", in).put(DESCRIPTION, about);
        try {
            parameter.set(SCHEMA, Json.read(schema.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException("the schema of " + name + " is none", e);
        }
        return parameter;
    }

    private void answer(ObjectNode response, Route route) {
        Shape shape = route.shape();
        response.put(DESCRIPTION, route.about());
        switch (shape.kind()) {
            case LIST -> list(response, shape);
            case OBJECT -> content(response, Rendering.JSON, schemas.object(shape.types()));
            case EVENTS -> content(response, "text/event-stream", Json.nothing().put("type", "string"));
            case TEXT -> content(response, "text/plain", Json.nothing().put("type", "string"));
            case DESCRIPTION -> content(response, Rendering.JSON, Json.nothing().put("type", "object"));
        }
    }

    private void list(ObjectNode response, Shape shape) {
        ObjectNode page = schemas.object(concat(shape));
        ObjectNode items = Json.nothing().put("type", "array").put(DESCRIPTION, "At most as many as the limit.");
        items.set("items", schemas.object(shape.types()));
        ((ObjectNode) page.path("properties")).set("items", items);
        ((ArrayNode) page.path("required")).add("items");
        content(response, Rendering.JSON, page);
        content(response, "text/csv", Json.nothing().put("type", "string"));
        content(response, "application/x-ndjson", Json.nothing().put("type", "string"));
        ObjectNode headers = response.putObject("headers");
        header(headers, "Link", "CSV and lines of JSON: the next page.");
        Rendering.HEADERS.forEach((field, header) -> header(headers, header, "CSV and lines of JSON: what " + field
            + " is in JSON, unless that is null."));
    }

    private static List<Class<?>> concat(Shape shape) {
        return Stream.<Class<?>>concat(Stream.of(ListStanding.class),
            shape.around().stream()).toList();
    }

    private static void header(ObjectNode headers, String name, String about) {
        headers.putObject(name).put(DESCRIPTION, about).putObject(SCHEMA).put("type", "string");
    }

    private static void content(ObjectNode response, String type, ObjectNode schema) {
        ObjectNode content = response.path("content").isObject() ? (ObjectNode) response.path("content")
            : response.putObject("content");
        content.putObject(type).set(SCHEMA, schema);
    }
}

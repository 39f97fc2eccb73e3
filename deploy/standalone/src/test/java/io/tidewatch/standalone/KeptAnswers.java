package io.tidewatch.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the API answers to every question about what is there. */
final class KeptAnswers {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String BASE = "/api/v1/";

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final URI api;
    private final Map<String, JsonNode> answers = new LinkedHashMap<>();

    private KeptAnswers(URI api) {
        this.api = api;
    }

    /** Asks for all lists, and for each thing on them. */
    static Map<String, JsonNode> of(URI api) throws IOException, InterruptedException {
        KeptAnswers asked = new KeptAnswers(api);
        asked.ask("sensors?limit=1000");
        asked.ask("queriers?limit=1000");
        for (JsonNode alert : asked.ask("alerts?limit=1000").path("items")) {
            asked.ask("alerts/" + alert.path("alert_id").asText());
        }
        for (JsonNode segment : asked.ask("segments?limit=1000").path("items")) {
            asked.segment("segments/" + encoded(segment.path("segment").asText()));
        }
        return asked.answers;
    }

    private void segment(String path) throws IOException, InterruptedException {
        ask(path + "/querier");
        for (JsonNode group : ask(path + "/groups?limit=1000").path("items")) {
            String of = path + "/groups/" + encoded(group.path("group").asText());
            ask(of);
            for (JsonNode member : ask(of + "/members?limit=1000").path("items")) {
                ask("hosts/" + encoded(member.path("host").asText()) + "?limit=1000");
            }
            ask(of + "/history?limit=1000");
            ask(of + "/windows?limit=1000");
        }
    }

    private static String encoded(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8);
    }

    private JsonNode ask(String path) throws IOException, InterruptedException {
        ObjectNode answer = (ObjectNode) get(api, BASE + path);
        if (!answer.hasNonNull("watermark")) {
            // It is about the moment in which it was asked.
            answer.remove("as_of");
        }
        answers.put(BASE + path, answer);
        return answer;
    }

    /** One answer, which has to be one. */
    static JsonNode get(URI api, String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = HTTP.send(HttpRequest.newBuilder(URI.create(api + path))
            .build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new AssertionError(path + ": " + answer.statusCode() + " " + answer.body());
        }
        return JSON.readTree(answer.body());
    }

    /** Where an answer lacks something of what was kept, or tells it otherwise; null where not. What is new is fine. */
    static String difference(String place, JsonNode kept, JsonNode now) {
        if (kept.isObject() && now.isObject()) {
            for (Map.Entry<String, JsonNode> field : kept.properties()) {
                JsonNode found = now.get(field.getKey());
                String in = place + '.' + field.getKey();
                String difference = found == null ? in + " is missing" : difference(in, field.getValue(), found);
                if (difference != null) {
                    return difference;
                }
            }
            return null;
        }
        if (kept.isArray() && now.isArray() && kept.size() == now.size()) {
            for (int i = 0; i < kept.size(); i++) {
                String difference = difference(place + '[' + i + ']', kept.get(i), now.get(i));
                if (difference != null) {
                    return difference;
                }
            }
            return null;
        }
        return kept.equals(now) ? null : place + " was " + kept + " and is " + now;
    }
}

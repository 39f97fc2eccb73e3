package io.tidewatch.processors.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidewatch.schemas.Coverage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Puts pages of parts of the state together to the page of all of it. Each part is a page behind the same cursor with
 * the same limit and order, so the first items of all together are the page, and their last key is its cursor.
 */
final class Merge {
    private static final String SEGMENTS = "segments";
    private static final String SEGMENT = "segment";
    private static final String AS_OF = "as_of";
    private static final String WATERMARK = "watermark";
    private static final String COVERAGE = "coverage";
    private static final String FINAL = "final";

    private Merge() {
    }

    private record Keyed(String key, JsonNode item) {
    }

    static ObjectNode of(List<ObjectNode> parts, int limit, Comparator<String> order) {
        if (parts.size() == 1) {
            return parts.get(0);
        }
        List<Keyed> all = new ArrayList<>();
        boolean more = false;
        boolean stale = false;
        long lag = 0;
        for (ObjectNode part : parts) {
            for (int i = 0; i < part.path("items").size(); i++) {
                all.add(new Keyed(part.path("keys").path(i).asText(), part.path("items").get(i)));
            }
            more |= part.path("next").isTextual();
            stale |= part.path("stale").asBoolean();
            lag = Math.max(lag, part.path("lag").asLong());
        }
        all.sort(Comparator.comparing(Keyed::key, order));
        List<Keyed> told = all.size() > limit ? all.subList(0, limit) : all;
        ObjectNode page = parts.get(0).deepCopy();
        page.set("items", array(page, told.stream().map(Keyed::item).toList()));
        page.put("next", told.size() < all.size() || more && !told.isEmpty()
            ? Parameters.cursor(told.get(told.size() - 1).key()) : null);
        page.put("stale", stale);
        page.put("lag", lag);
        page.remove("keys");
        standing(page, parts);
        return page;
    }

    private static ArrayNode array(ObjectNode maker, List<JsonNode> items) {
        return maker.arrayNode().addAll(items);
    }

    /** How far the whole can be trusted: as far as all segments on the page can. */
    private static void standing(ObjectNode page, List<ObjectNode> parts) {
        Set<String> told = new HashSet<>();
        page.path("items").forEach(item -> told.add(item.path(SEGMENT).asText()));
        String where = page.has(SEGMENTS) ? SEGMENTS : "items";
        List<JsonNode> segments = new ArrayList<>();
        parts.forEach(part -> part.path(where).forEach(each -> {
            if (each.has(FINAL) && told.contains(each.path(SEGMENT).asText())) {
                segments.add(each);
            }
        }));
        segments.sort(Comparator.comparing(each -> each.path(SEGMENT).asText()));
        if (page.has(SEGMENTS)) {
            page.set(SEGMENTS, array(page, segments));
        }
        Standing together = Standing.together(segments.stream().map(Merge::standing).toList());
        if (together == null) {
            page.putNull(WATERMARK);
            page.putNull(COVERAGE);
            page.putNull(FINAL);
            return;
        }
        page.put(AS_OF, Json.time(together.asOf()));
        page.put(WATERMARK, together.watermark() == null ? null : Json.time(together.watermark()));
        page.put(COVERAGE, together.coverage().name());
        page.put(FINAL, together.settled());
    }

    private static Standing standing(JsonNode of) {
        return new Standing(of.path(SEGMENT).asText(), Instant.parse(of.path(AS_OF).asText()),
            of.path(WATERMARK).isTextual() ? Instant.parse(of.path(WATERMARK).asText()) : null,
            Coverage.valueOf(of.path(COVERAGE).asText()), of.path(FINAL).asBoolean());
    }
}

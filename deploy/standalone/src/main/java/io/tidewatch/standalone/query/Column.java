package io.tidewatch.standalone.query;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One column of a table.
 *
 * @param title as it stands above it
 * @param field path of the field in an item, parts joined by dots
 */
public record Column(String title, String field) {
    private static final String ABSENT = "-";
    private static final Map<String, String> SHORTER = Map.ofEntries(Map.entry("filter_mode", "mode"),
        Map.entry("member_count", "members"), Map.entry("group_count", "groups"), Map.entry("last_report_at",
            "last seen"), Map.entry("cause_confidence", "sure"), Map.entry("total_count", "errors"),
        Map.entry("peak_rate_pps", "peak/s"), Map.entry("rate_pps", "rate/s"), Map.entry("scope.value", "scope"),
        Map.entry("members_min", "min"), Map.entry("members_max", "max"), Map.entry("members_last",
            "last"), Map.entry("members_mean", "mean"), Map.entry("zap_mean_ms", "zap ms"), Map.entry("window_start",
            "from"), Map.entry("ipv4.address", "ipv4"), Map.entry("ipv6.address", "ipv6"));
    /** Fields whose time tells one event from the next. */
    private static final Set<String> EXACT = Set.of("from", "to", "window_end", "at");
    private static final String NUMBER = "%.1f";

    /** Columns titled by their field: {@code last_report_at} becomes {@code LAST REPORT}. */
    public static List<Column> of(String... fields) {
        return Arrays.stream(fields).map(field -> new Column(title(field), field)).toList();
    }

    private static String title(String field) {
        return SHORTER.getOrDefault(field, field.replaceAll("_at$", "").replaceAll("[._]", " "))
            .toUpperCase(Locale.ROOT);
    }

    /** The cell of an item; the moments of events are exact, other times are to the second. */
    String cell(JsonNode item, Times times) {
        return cell(item, EXACT.contains(field) ? times.exact() : times, field);
    }

    private static String cell(JsonNode item, Times times, String field) {
        JsonNode value = item;
        for (String part : field.split("\\.")) {
            value = value.path(part);
        }
        return text(value, times);
    }

    private static String text(JsonNode value, Times times) {
        if (value.isMissingNode() || value.isNull()) {
            return ABSENT;
        }
        if (value.isArray()) {
            List<String> parts = new ArrayList<>();
            value.forEach(part -> parts.add(text(part, times)));
            return parts.isEmpty() ? ABSENT : String.join(" ", parts);
        }
        if (value.isObject()) {
            return object(value, times);
        }
        if (value.isTextual()) {
            return times.isTime(value.textValue()) ? times.show(value.textValue()) : value.textValue();
        }
        return value.isFloatingPointNumber() ? String.format(Locale.ROOT, NUMBER, value.doubleValue()) : value.asText();
    }

    /** A source as a person writes it, a filter as the RFCs do; else {@code name=value} pairs. */
    private static String object(JsonNode value, Times times) {
        if (value.has("address")) {
            return (value.path("blocked").asBoolean() ? "!" : "") + value.path("address").asText();
        }
        if (value.has("filter_mode")) {
            List<String> sources = new ArrayList<>();
            value.path("sources").forEach(source -> sources.add(text(source, times)));
            return value.path("filter_mode").asText() + " {" + String.join(", ", sources) + '}';
        }
        return value.properties().stream().filter(each -> !each.getValue().isNull())
            .map(each -> each.getKey() + '=' + text(each.getValue(), times)).collect(Collectors.joining(" "));
    }
}

package io.tidewatch.capture.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Our events against what tshark says of the same frames, field by field, with the score by protocol. */
final class CorpusTruth {
    /** What a sensor of control traffic need not open, or no capture format of ours. */
    private static final Set<String> CLOSED = Set.of("sflow", "nflog", "nhrp", "msdp", "capwap.data", "wlan", "gtp",
        "teredo", "lisp-data", "l2tp", "6lowpan", "erspan", "geneve", "arcnet", "erf", "pim");

    /** One field on which we disagree. */
    record Difference(String file, long frame, String field, JsonNode theirs, JsonNode ours) {
        String place() {
            return file + " " + frame + " " + field;
        }
    }

    private final List<Difference> differences = new ArrayList<>();
    private final Map<String, long[]> score = new TreeMap<>();
    private long leftOut;

    List<Difference> differences() {
        return differences;
    }

    long compared() {
        return score.values().stream().mapToLong(counts -> counts[1]).sum();
    }

    String report() {
        StringBuilder text = new StringBuilder();
        score.forEach((protocol, counts) -> text.append(String.format("  %-8s %7d of %7d fields agree (%.4f %%)%n",
            protocol, counts[0], counts[1], 100.0 * counts[0] / counts[1])));
        return text.append(String.format("  %d frames in encapsulations that are not opened%n", leftOut)).toString();
    }

    void compare(String file, JsonNode truth, JsonNode event) {
        long frame = truth.get("frame").asLong();
        boolean closed = false;
        for (JsonNode layer : truth.path("stack")) {
            closed |= CLOSED.contains(layer.asText());
        }
        String kind = truth.get("kind").asText();
        if (closed || kind.equals("undissected")) {
            leftOut++;
            return;
        }
        if (kind.equals("fragment")) {
            check(file, frame, "fragment", "event", JsonNodeFactory.instance.nullNode(), event);
            return;
        }
        JsonNode message = truth.get("msg");
        String protocol = message.get("proto").asText();
        boolean malformed = event != null && event.get("topic").asText().contains("malformed");
        boolean broken = truth.path("flags").has("malformed") || truth.path("flags").path("short").asBoolean();
        if (event == null || malformed) {
            if (!broken) {
                check(file, frame, protocol, "present", JsonNodeFactory.instance.booleanNode(true),
                    JsonNodeFactory.instance.booleanNode(false));
            }
            return;
        }
        CorpusFields.of(truth).forEach((field, value) ->
            check(file, frame, protocol, field, value, CorpusFields.ours(event, field)));
    }

    private void check(String file, long frame, String protocol, String field, JsonNode theirs, JsonNode ours) {
        long[] counts = score.computeIfAbsent(protocol, key -> new long[2]);
        counts[1]++;
        boolean same = ours == null ? theirs.isNull() : theirs.isNumber() && ours.isNumber()
            ? theirs.asLong() == ours.asLong() : theirs.toString().equals(ours.toString());
        if (same) {
            counts[0]++;
        } else {
            differences.add(new Difference(file, frame, field, theirs, ours));
        }
    }
}

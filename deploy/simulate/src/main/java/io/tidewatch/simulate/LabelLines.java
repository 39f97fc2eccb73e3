package io.tidewatch.simulate;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.Writer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** Labels as JSON lines. Times are ISO 8601 with milliseconds, null where there is none. */
final class LabelLines {
    private static final DateTimeFormatter TIME = DateTimeFormatter
        .ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final long MICROS_PER_MILLI = 1000;

    private final ObjectMapper json = new ObjectMapper();
    private final String place;

    /** {@code place} is sensor and interface, as segments are named after them. */
    LabelLines(String place) {
        this.place = place;
    }

    void write(List<Label> labels, Writer out) throws IOException {
        for (Label label : labels) {
            out.write(json.writeValueAsString(line(label)));
            out.write('\n');
        }
    }

    private ObjectNode line(Label label) {
        ObjectNode line = json.createObjectNode();
        line.put("number", label.number());
        line.put("scenario", label.scenario().id());
        line.put("kind", label.scenario().kind().name());
        line.put("storm", label.content().id());
        line.put("cause", label.cause());
        line.put("confuses", label.confuses());
        line.put("ip_version", label.ipVersion());
        ArrayNode segments = line.putArray("segments");
        ArrayNode vlans = line.putArray("vlan_ids");
        for (int segment : label.segments()) {
            segments.add(place + ':' + segment);
            vlans.add(segment);
        }
        ArrayNode scopes = line.putArray("scopes");
        label.scopes().forEach(scope -> scopes.addObject().put("kind", scope.kind()).put("value", scope.value()));
        line.put("start_at", time(label.start()));
        line.put("end_at", time(label.end()));
        line.put("frames", label.truth().frames());
        line.put("errors", label.truth().errors());
        line.put("crossed_at", time(label.truth().crossed()));
        line.put("sufficient_at", time(label.truth().sufficient()));
        line.put("sensor_lost_at", time(label.sensorLost()));
        return line;
    }

    private static String time(long micros) {
        return micros < 0 ? null : TIME.format(Instant.ofEpochMilli(micros / MICROS_PER_MILLI));
    }
}

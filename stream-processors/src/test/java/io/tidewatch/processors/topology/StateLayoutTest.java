package io.tidewatch.processors.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidewatch.processors.storm.JoinedAlert;
import io.tidewatch.processors.storm.SegmentStorms;
import io.tidewatch.processors.storm.StepCodec;
import io.tidewatch.processors.storm.StormPolicy;
import io.tidewatch.processors.topology.state.FindingRow;
import io.tidewatch.processors.topology.state.GroupRow;
import io.tidewatch.processors.topology.state.LeaveRow;
import io.tidewatch.processors.topology.state.MemberRow;
import io.tidewatch.processors.topology.state.SegmentRow;
import io.tidewatch.processors.topology.state.StayRow;
import io.tidewatch.processors.topology.state.StormRow;
import io.tidewatch.processors.topology.state.WaitingRow;
import io.tidewatch.processors.topology.state.WindowRow;
import io.tidewatch.schemas.Alert;
import io.tidewatch.schemas.SensorStatus;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;

/**
 * Rows and keys of the stores and internal topics, as version 1 wrote them, are read as they were meant. What can't be
 * read is refused, and not misread.
 */
class StateLayoutTest {
    private static final String WHAT_TO_DO = """
        %s: what version 1 kept under it can't be read any more: %s.
        Keep reading it: of a row in Avro put the schema that it had beside those in src/main/resources/**/%s, as
        NAME.N.avsc with the next N; of the storms' own form go on reading the version that it had; of a key, take
        another name for the store, and tell in the README what becomes of what the old one held.
        Where that can't be: raise VERSION, so that it is refused and not misread, and name the store in REFUSED here
        and in stream-processors/README.md, Upgrades.""";
    /** Stores of version 1 that this build refuses, by design. */
    private static final Set<String> REFUSED = Set.of();
    private static final StormPolicy POLICY = StormPolicy.DEFAULT;

    private final Map<String, Layout> layouts = new HashMap<>();
    /** Open alerts that were read, for the rows of their segments. */
    private final Map<String, JoinedAlert> alerts = new HashMap<>();

    /** Reads a row and writes it again, in today's form. */
    private interface Layout {
        void check(byte[] key, byte[] value);
    }

    StateLayoutTest() {
        rows("segments", SegmentRow.class);
        rows("groups", GroupRow.class);
        rows("members", MemberRow.class);
        rows("windows", WindowRow.class);
        rows("leaves", LeaveRow.class);
        rows("waiting-2", WaitingRow.class);
        rows("alerts", Alert.class);
        rows("alert-steps", Alert.class);
        StateSerde<StayRow> stays = serde(StayRow.class);
        layouts.put("stays", (key, value) -> {
            stays.read(value);
            StayKeys.Stay stay = StayKeys.stay(Bytes.wrap(key));
            assertThat(StayKeys.stay(stay.segment(), stay.group(), stay.end(), stay.host()).get()).isEqualTo(key);
        });
        layouts.put("hosts", (key, value) -> assertThat(StayKeys.hosts(StayKeys.host(Bytes.wrap(key))))
            .contains(Bytes.wrap(key)));
        layouts.put("timers", (key, value) -> {
            String segment = new String(key, StandardCharsets.ISO_8859_1).split("\\|")[0];
            assertThat(DeadlineIndex.key(segment, DeadlineIndex.due(segment.length(), Bytes.wrap(key))).get())
                .isEqualTo(key);
        });
        StateSerde<StormRow> segments = serde(StormRow.class);
        layouts.put("storm-segments", (key, value) -> {
            byte[] storms = StateSerde.bytes(segments.read(value).getStorms());
            Map<String, byte[]> pages = new HashMap<>();
            byte[] now = SegmentStorms.restore("s", POLICY, storms, page -> null).toBytes(pages::put);
            // The version is another one. Messages went to pages, and numbers of texts may be shorter for it.
            assertThat(now.length + pages.values().stream().mapToInt(page -> page.length).sum())
                .isGreaterThan(storms.length * 9 / 10);
            assertThat(SegmentStorms.restore("s", POLICY, now, pages::get).toBytes((page, bytes) ->
                fail(page + " is as it was"))).isEqualTo(now);
        });
        layouts.put("storm-causes", this::joined);
        StateSerde<FindingRow> findings = serde(FindingRow.class);
        layouts.put("storm-findings", (key, value) -> {
            ByteBuffer step = findings.read(value).getStep();
            if (step != null) {
                assertThat(StepCodec.bytes(StepCodec.step(StateSerde.bytes(step))))
                    .isEqualTo(StateSerde.bytes(step));
            }
        });
        rows("membership-clocks", SensorStatus.class);
        rows("storm-clocks", SensorStatus.class);
    }

    private <V extends SpecificRecord> void rows(String store, Class<V> type) {
        StateSerde<V> serde = serde(type);
        layouts.put(store, (key, value) -> serde.write(serde.read(value)));
    }

    private static <V extends SpecificRecord> StateSerde<V> serde(Class<V> type) {
        return new StateSerde<>(type);
    }

    private void joined(byte[] key, byte[] value) {
        String[] name = new String(key, StandardCharsets.UTF_8).split("\\|");
        switch (name[0]) {
            case "alert" -> {
                JoinedAlert alert = JoinedAlert.restore(value, POLICY.life());
                assertThat(alert.toBytes()).isEqualTo(value);
                alerts.put(name[1], alert);
            }
            case "segment" -> {
                JoinedAlert alert = alerts.get(name[1]);
                alert.restoreSegment(value);
                assertThat(alert.toBytes(name[2])).isEqualTo(value);
            }
            case "held" -> assertThat(StepCodec.bytes(StepCodec.step(value))).isEqualTo(value);
            case "passed" -> assertThat(value).hasSize(Long.BYTES);
            default -> fail("a row of another kind: " + String.join("|", name));
        }
    }

    @Test
    void whatVersionOneKeptIsRead() throws IOException {
        Set<String> met = new TreeSet<>();
        Set<String> refused = new TreeSet<>();
        for (JsonNode record : records()) {
            String store = store(record.path("topic").asText());
            if (store == null || record.path("value").isNull()) {
                continue;
            }
            met.add(store);
            Layout layout = layouts.get(store);
            assertThat(layout).as(WHAT_TO_DO, store, "there is no such store", StateSerde.OLDER).isNotNull();
            try {
                layout.check(record.path("key").binaryValue(), record.path("value").binaryValue());
            } catch (RuntimeException | AssertionError e) {
                if (!REFUSED.contains(store) || StateVersion.refused(e) == null) {
                    throw new AssertionError(WHAT_TO_DO.formatted(store, e, StateSerde.OLDER), e);
                }
                refused.add(store);
            }
        }
        assertThat(refused).isEqualTo(new TreeSet<>(REFUSED));
        assertThat(met).hasSizeGreaterThan(12);
    }

    private static String store(String topic) {
        if (!topic.endsWith("-changelog") && !topic.endsWith("-repartition")) {
            return null;
        }
        return topic.replaceAll("^tidewatch-(membership|storms)-|-(changelog|repartition)$", "");
    }

    private static List<JsonNode> records() throws IOException {
        List<JsonNode> records = new ArrayList<>();
        try (InputStream in = new GZIPInputStream(
                StateLayoutTest.class.getResourceAsStream("/upgrade/version-1.json.gz"))) {
            new ObjectMapper().readTree(in).path("records").forEach(records::add);
        }
        return records;
    }
}

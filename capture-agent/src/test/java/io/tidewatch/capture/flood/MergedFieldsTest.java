package io.tidewatch.capture.flood;

import static io.tidewatch.capture.wire.FloodFrames.ten;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.capture.wire.Checksum;
import io.tidewatch.capture.wire.Decoded;
import io.tidewatch.capture.wire.Defect;
import io.tidewatch.capture.wire.Envelope;
import io.tidewatch.capture.wire.ExtensionObject;
import io.tidewatch.capture.wire.FloodFrames;
import io.tidewatch.capture.wire.IcmpDetail;
import io.tidewatch.capture.wire.IcmpMessage;
import io.tidewatch.capture.wire.IpAddress;
import io.tidewatch.capture.wire.QuotedDatagram;
import io.tidewatch.capture.wire.Tunnel;
import io.tidewatch.schemas.IcmpEvent;
import io.tidewatch.schemas.MalformedPacket;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

/** Each field of the contract that differs is named, and no other is. */
class MergedFieldsTest {
    /** Told of the first packet, the same in all packets of an interface, or about the event itself. */
    private static final Set<String> NEVER_NAMED = Set.of("event_id", "sensor", "interface", "captured_at", "count",
        "first_at", "last_at", "merged_fields");

    private static final Envelope ENVELOPE = new Envelope(1, List.of(), List.of(), 4, ten(1), ten(2), 64, 0, false,
        7, null, Checksum.Verdict.VALID, List.of());

    private static Sample icmp() {
        byte[] bytes = FloodFrames.unreachable(ten(1), ten(2), ten(3), 1000, 53);
        return sample(bytes);
    }

    private static Sample sample(byte[] bytes) {
        var frame = Flood.frame(1, 0, bytes);
        return Sample.of(frame, Flood.decode(frame), "lan");
    }

    /** All names that there are. */
    private static List<String> all(Sample sample) {
        return MergedFields.names(sample, -1L);
    }

    @Test
    void everyFieldOfTheContractIsCompared() {
        Set<String> quoted = new TreeSet<>();
        IcmpEvent.getClassSchema().getField("quoted").schema().getTypes().get(1).getFields()
            .forEach(field -> quoted.add("quoted." + field.name()));
        quoted.add("quoted.prefix");
        assertThat(all(icmp())).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(
            names(IcmpEvent.getClassSchema(), quoted));
        Sample malformed = sample(FloodFrames.truncated(ten(1), ten(2), 1));
        assertThat(all(malformed)).doesNotHaveDuplicates().containsExactlyElementsOf(
            names(MalformedPacket.getClassSchema(), Set.of()));
    }

    private static List<String> names(Schema schema, Set<String> more) {
        List<String> names = new ArrayList<>();
        schema.getFields().stream().map(Schema.Field::name).filter(name -> !NEVER_NAMED.contains(name))
            .forEach(names::add);
        names.addAll(more);
        return names;
    }

    @Test
    void aChangeOfAnyPartOfThePacketIsNamed() {
        Sample sample = icmp();
        Map<String, List<String>> named = new TreeMap<>();
        changes(sample.envelope()).forEach((part, changed) -> named.put(part, differing(sample,
            withEnvelope(sample, (Envelope) changed))));
        changes(sample.message()).forEach((part, changed) -> named.put("message." + part, differing(sample,
            withMessage(sample, (IcmpMessage) changed))));
        changes(sample.message().quoted()).forEach((part, changed) -> named.put("quoted." + part, differing(sample,
            withQuoted(sample, (QuotedDatagram) changed))));
        changes(sample.message().quoted().inner()).forEach((part, changed) -> named.put("inner." + part,
            differing(sample, withQuoted(sample, with(sample.message().quoted(), "inner", changed)))));

        assertThat(named.values()).as("%s", named).allSatisfy(names -> assertThat(names).isNotEmpty());
        assertThat(named).containsEntry("sourceMac", List.of("source_mac"))
            .containsEntry("anomalies", List.of("defects"))
            .containsEntry("message.type", List.of("type", "name", "is_error"))
            .containsEntry("message.code", List.of("code", "name"))
            .containsEntry("message.quoted", List.of("quoted"))
            .containsEntry("message.detail", List.of("timestamps"))
            .containsEntry("quoted.headers", List.of("quoted.options"))
            .containsEntry("inner.sourcePort", List.of("quoted.source_port"))
            .containsEntry("inner.icmpCode", List.of("quoted.inner_code"))
            .containsEntry("quoted.destination", List.of("quoted.destination", "quoted.prefix"));
        assertThat(differing(sample, sample)).isEmpty();
    }

    private static List<String> differing(Sample one, Sample other) {
        return MergedFields.names(one, MergedFields.differing(one, other, 0));
    }

    private static Sample withEnvelope(Sample sample, Envelope envelope) {
        return new Sample(sample.segment(), envelope, sample.message(), null, 0, 1, sample.captureLength(),
            sample.wireLength(), sample.octets(), sample.from());
    }

    private static Sample withMessage(Sample sample, IcmpMessage message) {
        return new Sample(sample.segment(), sample.envelope(), message, null, 0, 1, sample.captureLength(),
            sample.wireLength(), sample.octets(), sample.from());
    }

    private static Sample withQuoted(Sample sample, QuotedDatagram quoted) {
        return withMessage(sample, with(sample.message(), "quoted", quoted));
    }

    /** By component, the record with another value there. */
    private static Map<String, Record> changes(Record record) {
        Map<String, Record> changes = new LinkedHashMap<>();
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            if (component.getName().equals("ipVersion") && !(record instanceof Envelope)) {
                // Goes with that of the addresses.
                continue;
            }
            changes.put(component.getName(), with(record, component.getName(), other(component, record)));
        }
        return changes;
    }

    private static Object value(RecordComponent component, Record record) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object other(RecordComponent component, Record record) {
        Object value = value(component, record);
        if (value instanceof Integer number) {
            // Type 8 has another name and is no error.
            return number == 3 && component.getName().equals("type") ? 8 : (Object) (number == 3 ? 1 : number + 1);
        }
        if (value instanceof Long number) {
            return number + 1;
        }
        if (value instanceof Boolean flag) {
            return !flag;
        }
        return switch (component.getName()) {
            case "vlanIds" -> List.of(7);
            case "tunnels" -> List.of(new Tunnel(Tunnel.Kind.VXLAN, 5));
            case "anomalies" -> List.of(Defect.ICMP4_CODE);
            case "extensions" -> List.of(ExtensionObject.labels(List.of()));
            case "checksum" -> Checksum.Verdict.INVALID;
            case "fragment" -> new Envelope.Fragment(1, 0, true);
            case "quoted" -> null;
            case "detail" -> new IcmpDetail.Timestamps(1, 2, 3);
            case "headers" -> List.of(7);
            case "inner" -> QuotedDatagram.Inner.NONE;
            default -> {
                assertThat(component.getType()).as(component.getName())
                    .isEqualTo(IpAddress.class);
                yield ten(0xabcdef);
            }
        };
    }

    @SuppressWarnings("unchecked")
    private static <T extends Record> T with(T record, String name, Object value) {
        RecordComponent[] components = record.getClass().getRecordComponents();
        Object[] values = Arrays.stream(components)
            .map(component -> component.getName().equals(name) ? value : value(component, record)).toArray();
        try {
            Constructor<?> constructor = record.getClass().getDeclaredConstructor(
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            return (T) constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void ofPartsOutsideTheHeadersAsWell() {
        Sample sample = icmp();
        assertThat(differing(sample, new Sample("other", sample.envelope(), sample.message(), null, 0, 1, 61, 62,
            sample.octets(), 0))).containsExactly("segment", "wire_length", "capture_length");
        Sample malformed = new Sample("lan", ENVELOPE, null, Defect.ICMP4_TRUNCATED, 34, 1, 60, 60, new byte[60], 0);
        Sample other = new Sample("lan", ENVELOPE, null, Defect.IPV4_TRUNCATED, 14, 113, 60, 60, new byte[61], 1);
        assertThat(differing(malformed, other)).containsExactly("link_type", "defect", "offset");
        byte[] filled = new byte[60];
        filled[59] = 1;
        assertThat(differing(malformed, new Sample("lan", ENVELOPE, null, Defect.ICMP4_TRUNCATED, 34, 1, 60, 60,
            filled, 0))).containsExactly("raw_hex");
    }

    @Test
    void whatIsBeyondTheBytesShownDoesNotDiffer() {
        byte[] one = new byte[300];
        byte[] other = new byte[300];
        other[299] = 1;
        Sample malformed = new Sample("lan", ENVELOPE, null, Defect.ICMP4_TRUNCATED, 34, 1, 300, 300, one, 0);
        assertThat(malformed.kept().octets()).hasSize(256);
        assertThat(differing(malformed.kept(), new Sample("lan", ENVELOPE, null, Defect.ICMP4_TRUNCATED, 34, 1, 300,
            300, other, 0))).isEmpty();
    }

    @Test
    void destinationsOfOnePrefixDifferAlone() {
        assertThat(differing(sample(FloodFrames.unreachable(ten(1), ten(2), ten(0x300), 1, 53)),
            sample(FloodFrames.unreachable(ten(1), ten(2), ten(0x3ff), 1, 53)))).containsExactly("quoted.destination");
        assertThat(Flood.decode(Flood.frame(1, 0, FloodFrames.truncated(ten(1), ten(2), 1))))
            .isInstanceOf(Decoded.Malformed.class);
    }
}

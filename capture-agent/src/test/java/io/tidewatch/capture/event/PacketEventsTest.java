package io.tidewatch.capture.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewatch.capture.source.CapturedFrame;
import io.tidewatch.capture.wire.Decoded;
import io.tidewatch.capture.wire.GoldenPacket;
import io.tidewatch.capture.wire.PacketDecoder;
import io.tidewatch.schemas.AvroSafety;
import io.tidewatch.schemas.GmpEvent;
import io.tidewatch.schemas.IcmpEvent;
import io.tidewatch.schemas.MalformedPacket;
import io.tidewatch.schemas.Topics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

/** Topics, keys, identity and replays; the fields of the events are in {@link GoldenEventsTest}. */
class PacketEventsTest {
    private final Topics topics = new Topics("tw.");

    private PacketEvents events() {
        return new PacketEvents(topics, "lab 1", "eth0", new Segments("lab 1", Map.of("lab_1:eth0:301", "core")));
    }

    private static CapturedFrame frame(GoldenPacket packet, String on) {
        return new CapturedFrame(1, packet.timeNanos(), on, packet.linkType(), packet.frame(), 0,
            packet.frame().length, packet.wireLength());
    }

    private PacketEvent event(String name) {
        GoldenPacket packet = GoldenPacket.named(name);
        return events().of(frame(packet, null), packet.decode());
    }

    @Test
    void eachKindGoesToItsTopicUnderItsKey() {
        PacketEvent gmp = event("igmpv3-report");
        assertThat(gmp.topic()).isSameAs(topics.gmp());
        assertThat(gmp.key()).isEqualTo("lab_1:eth0");
        assertThat(gmp.value()).isInstanceOf(GmpEvent.class);
        PacketEvent icmp = event("icmp-port-unreachable");
        assertThat(icmp.topic()).isSameAs(topics.icmp());
        assertThat(icmp.key()).isEqualTo("lab_1:eth0|" + ((IcmpEvent) icmp.value()).getDestination());
        assertThat(icmp.segment()).isEqualTo(Topics.segmentOf(icmp.key())).isEqualTo("lab_1:eth0");
        PacketEvent malformed = event("icmp-cut-by-snap-length");
        assertThat(malformed.topic()).isSameAs(topics.malformed());
        assertThat(malformed.key()).isEqualTo("lab_1");
        assertThat(((MalformedPacket) malformed.value()).getDefect()).isEqualTo("capture.cut");
    }

    @Test
    void aFrameThatNamesItsInterfaceIsOfThatInterface() {
        GoldenPacket packet = GoldenPacket.named("igmpv3-report");
        PacketEvents events = events();
        GmpEvent event = (GmpEvent) events.of(frame(packet, "\\Device\\NPF_{1}"), packet.decode()).value();
        assertThat(event.getInterface$()).isEqualTo("_Device_NPF__1_");
        assertThat(event.getSegment()).isEqualTo("lab_1:_Device_NPF__1_");
        assertThat(events.captureInterface(frame(packet, null))).isEqualTo("eth0");
    }

    @Test
    void aReplayGivesEveryEventItsId() {
        List<String> first = ids(0);
        assertThat(first).doesNotHaveDuplicates().isEqualTo(ids(0));
        assertThat(ids(50)).isEqualTo(first.subList(50, first.size()));
    }

    /** Ids of 100 equal frames at one instant, resumed behind the first {@code passed} of them. */
    private List<String> ids(int passed) {
        GoldenPacket packet = GoldenPacket.named("igmpv2-report");
        PacketEvents events = events();
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            if (i < passed) {
                events.pass(frame(packet, null));
            } else {
                ids.add(((GmpEvent) events.of(frame(packet, null), packet.decode()).value()).getEventId());
            }
        }
        return ids;
    }

    @Test
    void timesAreWholeMicrosecondsAlsoBeforeTheEpoch() {
        GoldenPacket packet = GoldenPacket.named("igmpv2-report");
        CapturedFrame old = new CapturedFrame(1, -1, null, 1, packet.frame(), 0, packet.frame().length, 60);
        assertThat(((GmpEvent) events().of(old, packet.decode()).value()).getCapturedAt())
            .isEqualTo(Instant.parse("1969-12-31T23:59:59.999999Z"));
    }

    @Test
    void everyEventSurvivesAvro() throws IOException {
        AvroSafety.ensure();
        PacketEvents events = events();
        for (GoldenPacket packet : GoldenPacket.all()) {
            SpecificRecord event = events.of(frame(packet, null), packet.decode()).value();
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
            new SpecificDatumWriter<SpecificRecord>(event.getSchema()).write(event, encoder);
            encoder.flush();
            assertThat(new SpecificDatumReader<SpecificRecord>(event.getSchema()).read(null,
                DecoderFactory.get().binaryDecoder(bytes.toByteArray(), null))).isEqualTo(event);
        }
    }

    @Test
    void aFrameOfNoInterestHasNoEvent() {
        Decoded nothing = new PacketDecoder().decode(1, new byte[60], 0, 60, 60);
        CapturedFrame frame = new CapturedFrame(1, 0, null, 1, new byte[60], 0, 60, 60);
        assertThatThrownBy(() -> events().of(frame, nothing)).isInstanceOf(IllegalArgumentException.class);
    }
}

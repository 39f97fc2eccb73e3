package io.tidewatch.capture.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidewatch.capture.wire.Decoded;
import io.tidewatch.capture.wire.GoldenPacket;
import io.tidewatch.schemas.GmpEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DecodeLinesTest {
    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private Path capture(String name, int linkType, byte[]... frames) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(1 << 16);
        bytes.putInt(0xa1b2c3d4).putInt(0x00020004).putLong(0).putInt(65_535).putInt(linkType);
        for (byte[] frame : frames) {
            bytes.putInt(1_700_000_000).putInt(123_456).putInt(frame.length).putInt(frame.length).put(frame);
        }
        byte[] file = new byte[bytes.position()];
        bytes.flip().get(file);
        return Files.write(folder.resolve(name), file);
    }

    private DecodeSummary decode(Path... files) {
        PrintStream lines = new PrintStream(out, false, StandardCharsets.UTF_8);
        return DecodeLines.decode(List.of(files), DecodeLines.DEFAULT_SENSOR, lines,
            new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private List<JsonNode> lines() throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : out.toString(StandardCharsets.UTF_8).split("\n")) {
            lines.add(new ObjectMapper().readTree(line));
        }
        return lines;
    }

    @Test
    void aLineHasFileFrameTopicAndTheFieldsOfTheRecord() throws IOException {
        byte[] report = GoldenPacket.named("igmpv3-report").frame();
        byte[] arp = new byte[60];
        arp[12] = 8;
        arp[13] = 6;
        Path file = capture("lab one.pcap", 1, arp, report);
        DecodeSummary summary = decode(file);
        assertThat(summary).isEqualTo(new DecodeSummary(1, 0, 2, 1, 0, 0,
            Map.of(Decoded.Reason.OTHER_PROTOCOL, 1L)));
        JsonNode line = lines().get(0);
        List<String> names = new ArrayList<>(List.of("file", "frame", "topic"));
        GmpEvent.getClassSchema().getFields().stream().map(Schema.Field::name).forEach(names::add);
        assertThat(line.properties().stream().map(Map.Entry::getKey)).containsExactlyElementsOf(names);
        assertThat(line.get("file").asText()).isEqualTo(file.toString());
        assertThat(line.get("frame").asLong()).isEqualTo(2);
        assertThat(line.get("topic").asText()).isEqualTo("tidewatch.gmp.v1");
        assertThat(line.get("segment").asText()).isEqualTo("decode:lab_one.pcap");
        assertThat(line.get("captured_at").asText()).isEqualTo("2023-11-14T22:13:20.123456Z");
        assertThat(line.get("kind").asText()).isEqualTo("REPORT");
        assertThat(line.get("group").isNull()).isTrue();
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void aBadFileIsOneParagraphAndTheOthersGoOn() throws IOException {
        byte[] ping = GoldenPacket.named("icmp-echo-request").frame();
        Path good = capture("good.pcap", 1, ping);
        Path text = Files.writeString(folder.resolve("notes.txt"), "hello world");
        Path cut = Files.write(folder.resolve("cut.pcap"), java.util.Arrays.copyOf(Files.readAllBytes(
            capture("whole.pcap", 1, ping, ping)), 24 + 16 + ping.length + 20));
        DecodeSummary summary = decode(text, folder.resolve("none.pcap"), cut, good);
        assertThat(summary).isEqualTo(new DecodeSummary(4, 3, 2, 0, 2, 0, Map.of()));
        assertThat(summary.complete()).isFalse();
        assertThat(lines()).extracting(line -> line.get("file").asText())
            .containsExactly(cut.toString(), good.toString());
        assertThat(err.toString().lines()).hasSize(3);
        assertThat(err.toString()).contains(text + ": it is neither pcap nor pcapng: it begins with the bytes 68 65 "
            + "6c 6c. Nothing of it is decoded; give a pcap or pcapng file.")
            .contains("none.pcap: there is no such file.")
            .contains(cut + ": it ends in the middle of the record at byte 138; at least 94 bytes are missing. The 1 "
                + "frames before it are decoded.");
    }

    /** The files of a directory are one recording: one interface, and each of equal frames has its own id. */
    @Test
    void aDirectoryIsDecodedInTheOrderOfItsFiles() throws IOException {
        byte[] ping = GoldenPacket.named("icmp-echo-request").frame();
        Path second = capture("trace10.pcap", 1, ping, ping);
        Path first = capture("trace9.pcap", 1, ping);
        Files.write(folder.resolve("trace11.pcap"), Files.readAllBytes(capture("header.pcap", 1)));
        Path notes = Files.writeString(folder.resolve("notes.txt"), "hello");
        DecodeSummary summary = decode(folder);

        assertThat(summary).isEqualTo(new DecodeSummary(2, 0, 3, 0, 3, 0, Map.of()));
        assertThat(lines()).extracting(line -> line.get("file").asText()).containsExactly(first.toString(),
            second.toString(), second.toString());
        assertThat(lines()).extracting(line -> line.get("frame").asLong()).containsExactly(1L, 1L, 2L);
        assertThat(lines()).extracting(line -> line.get("interface").asText())
            .containsOnly(Segments.plain(folder.getFileName().toString()));
        assertThat(lines()).extracting(line -> line.get("event_id").asText()).doesNotHaveDuplicates();
        assertThat(err.toString()).isEqualTo(notes + ": it is neither pcap nor pcapng: it begins with the bytes 68 65 "
            + "6c 6c. It is passed over." + System.lineSeparator());
    }

    @Test
    void aDirectoryWithoutCapturesIsSaid() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        assertThat(decode(empty)).isEqualTo(new DecodeSummary(1, 1, 0, 0, 0, 0, Map.of()));
        assertThat(err.toString()).isEqualTo(empty + ": there is no pcap or pcapng file in it. Nothing of it is "
            + "decoded; give a pcap or pcapng file, or a directory of them." + System.lineSeparator());
    }

    @Test
    void unknownLinkTypesAreSaid() throws IOException {
        decode(capture("usb.pcap", 220, new byte[10], new byte[10]));
        assertThat(err.toString()).contains("2 frames of link type 220 are not decoded");
    }

    @Test
    void stopsWhenNobodyReadsAnyMore() throws IOException {
        Path file = capture("pings.pcap", 1, GoldenPacket.named("icmp-echo-request").frame());
        OutputStream broken = new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
                throw new IOException("broken pipe");
            }
        };
        DecodeSummary summary = DecodeLines.decode(List.of(file, file, file), "s", new PrintStream(broken),
            new PrintStream(err));
        assertThat(summary.broken()).isZero();
    }
}

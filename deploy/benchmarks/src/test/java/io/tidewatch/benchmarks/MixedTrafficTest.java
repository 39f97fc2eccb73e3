package io.tidewatch.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.benchmarks.traffic.MadeRecording;
import io.tidewatch.benchmarks.traffic.MixedTraffic;
import io.tidewatch.capture.source.CaptureFile;
import io.tidewatch.capture.source.CapturedFrame;
import io.tidewatch.capture.wire.Decoded;
import io.tidewatch.capture.wire.Envelope;
import io.tidewatch.capture.wire.LinkType;
import io.tidewatch.capture.wire.PacketDecoder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Figures over traffic that is damaged, or differs from run to run, would mean nothing. */
class MixedTrafficTest {
    private final PacketDecoder decoder = new PacketDecoder();

    @Test
    void everyKindIsSoundAndIsWhatItSays() {
        MixedTraffic traffic = new MixedTraffic(5);
        for (MixedTraffic.Kind kind : MixedTraffic.Kind.values()) {
            for (int i = 0; i < 200; i++) {
                Decoded decoded = decode(traffic.next(kind));
                if (kind == MixedTraffic.Kind.OTHER) {
                    assertThat(decoded).isInstanceOf(Decoded.NotOfInterest.class);
                } else {
                    assertThat(envelope(decoded).anomalies()).as("%s %d", kind, i).isEmpty();
                    assertThat(decoded instanceof Decoded.GroupMembership).as("%s", kind)
                        .isEqualTo(kind.name().startsWith("IGMP") || kind.name().startsWith("MLD"));
                }
            }
        }
    }

    @Test
    void oneFrameOfTenIsOfNoInterestAndOneOfTwelveIsTagged() {
        MixedTraffic traffic = new MixedTraffic(6);
        int others = 0;
        int tagged = 0;
        int frames = 24_000;
        for (int i = 0; i < frames; i++) {
            Decoded decoded = decode(traffic.next());
            if (decoded instanceof Decoded.NotOfInterest) {
                others++;
            } else {
                tagged += envelope(decoded).vlanIds().isEmpty() ? 0 : 1;
            }
        }
        assertThat(others).isBetween(frames / 11, frames / 9);
        assertThat(tagged).isBetween((frames - others) / 14, (frames - others) / 10);
    }

    @Test
    void theSameSeedMakesTheSameRecording(@TempDir Path directory) throws IOException {
        MadeRecording made = MadeRecording.write(directory.resolve("a.pcap"), 20_000, 9);
        MixedTraffic again = new MixedTraffic(9);
        List<Long> times = new ArrayList<>();
        try (CaptureFile file = CaptureFile.open(made.file())) {
            assertThat(file.bytesTotal()).isEqualTo(made.bytes());
            while (file.next(frame -> {
                assertThat(bytes(frame)).isEqualTo(again.next());
                times.add(frame.timestampNanos());
            })) {
                assertThat(file.cut()).isNull();
            }
        }
        assertThat(times).hasSize(20_000).isSorted();
        assertThat(times.get(1) - times.get(0)).isEqualTo(MadeRecording.INTERVAL);
    }

    @Test
    void aPingHasTheSizeAskedFor() {
        for (int size : new int[] {64, 1500}) {
            byte[] frame = new MixedTraffic(1).echo(size);
            assertThat(frame).hasSize(size);
            assertThat(envelope(decode(frame)).anomalies()).isEmpty();
        }
    }

    private Decoded decode(byte[] frame) {
        return decoder.decode(LinkType.ETHERNET, frame, 0, frame.length, frame.length);
    }

    private static byte[] bytes(CapturedFrame frame) {
        return Arrays.copyOfRange(frame.bytes(), frame.offset(), frame.offset() + frame.length());
    }

    private static Envelope envelope(Decoded decoded) {
        return decoded instanceof Decoded.GroupMembership group ? group.envelope()
            : ((Decoded.Icmp) decoded).envelope();
    }
}

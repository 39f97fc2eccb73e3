package io.tidewatch.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tidewatch.capture.source.CaptureFile;
import io.tidewatch.capture.source.CaptureFileException;
import io.tidewatch.capture.source.CapturedFrame;
import io.tidewatch.capture.source.FilterProgram;
import io.tidewatch.capture.source.FrameHandler;
import io.tidewatch.capture.source.Wire;
import io.tidewatch.capture.wire.Decoded;
import io.tidewatch.capture.wire.GoldenPacket;
import io.tidewatch.capture.wire.LinkType;
import io.tidewatch.capture.wire.PacketDecoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the decoder makes an event of, the kernel must let through: on every real packet that we have. */
@Timeout(120)
class KernelFilterIT {
    private static final List<Integer> LIVE = List.of(LinkType.ETHERNET, LinkType.RAW_BSD, LinkType.RAW);

    private final PacketDecoder decoder = new PacketDecoder();

    @BeforeAll
    static void require() {
        Wire.requireLibpcap();
    }

    private boolean ofInterest(CapturedFrame frame) {
        Decoded decoded = decoder.decode(frame.linkType(), frame.bytes(), frame.offset(), frame.length(),
            frame.wireLength());
        return !(decoded instanceof Decoded.NotOfInterest passed)
            || passed.reason() == Decoded.Reason.LATER_FRAGMENT;
    }

    @Test
    void everyGoldenPacketPasses() throws Exception {
        int tried = 0;
        for (GoldenPacket golden : GoldenPacket.all()) {
            if (LIVE.contains(golden.linkType())) {
                tried++;
                try (FilterProgram filter = new FilterProgram(golden.linkType(), "")) {
                    assertThat(filter.passes(golden.frame())).as(golden.name()).isTrue();
                }
            }
        }
        assertThat(tried).isGreaterThan(30);
    }

    /** Also of a stranger's corpus, where it lies beside the repository, every frame and not a line of exceptions. */
    @Test
    void everyFrameOfTheCorpusThatIsDecodedPasses() throws Exception {
        Path corpus = Path.of(System.getProperty("tidewatch.root", ".."), "..", "shared", "corpus", "pcaps");
        assumeTrue(Files.isDirectory(corpus), "no corpus at " + corpus.normalize());
        Map<String, Long> counts = new TreeMap<>();
        List<String> missed = new ArrayList<>();
        try (FilterProgram ethernet = new FilterProgram(LinkType.ETHERNET, "");
                FilterProgram raw = new FilterProgram(LinkType.RAW, "");
                Stream<Path> files = Files.list(corpus)) {
            for (Path file : files.sorted().toList()) {
                counts.merge(read(file, frame -> {
                    if (LIVE.contains(frame.linkType())) {
                        byte[] bytes = Arrays.copyOfRange(frame.bytes(), frame.offset(),
                            frame.offset() + frame.length());
                        boolean passes = (frame.linkType() == LinkType.ETHERNET ? ethernet : raw).passes(bytes);
                        boolean wanted = ofInterest(frame);
                        counts.merge((wanted ? "decoded" : "others") + (passes ? " passed" : " kept back"), 1L,
                            Long::sum);
                        if (wanted && !passes) {
                            missed.add(file.getFileName() + " frame " + frame.number());
                        }
                    }
                }), 1L, Long::sum);
            }
        }
        System.out.println("kernel filter on the corpus: " + counts);
        assertThat(missed).isEmpty();
        assertThat(counts.get("decoded passed")).isGreaterThan(10_000);
        assertThat(counts.get("others kept back")).isGreaterThan(10 * counts.get("others passed"));
    }

    /** Says what kind of file it is: some of the corpus are of other formats, some are damaged at the end. */
    private static String read(Path file, FrameHandler handler) throws IOException {
        try (CaptureFile capture = CaptureFile.open(file)) {
            boolean more = true;
            while (more) {
                more = capture.next(handler);
            }
            return "files";
        } catch (CaptureFileException e) {
            return "files of other formats or damaged";
        }
    }
}

package io.tidewatch.capture.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real frames through a real kernel, in a network namespace of their own. */
@Timeout(60)
class LiveCaptureIT {
    private static final int SNAP_LENGTH = 65_535;
    private static final int BUFFER = 4 << 20;
    private static final LiveInterface.Delivery SOON = new LiveInterface.Delivery(10, false);

    /** The kernel still holds what was captured when the interface goes. */
    private static final LiveInterface.Settings LATER = new LiveInterface.Settings(Wire.FAR, SNAP_LENGTH, BUFFER,
        new LiveInterface.Delivery(200, false), true, true, LiveInterface.Selection.BUILT_IN);

    private static LiveInterface open(int bufferBytes) throws LiveCaptureException {
        return open(new LiveInterface.Settings(Wire.FAR, SNAP_LENGTH, bufferBytes, SOON, true, true,
            LiveInterface.Selection.BUILT_IN));
    }

    private static LiveInterface open(LiveInterface.Settings settings) throws LiveCaptureException {
        return LiveInterface.open(settings);
    }

    private static LiveInterface open(LiveInterface.Selection selection) throws LiveCaptureException {
        return open(new LiveInterface.Settings(Wire.FAR, SNAP_LENGTH, BUFFER, SOON, true, true, selection));
    }

    private static byte[] frame(String fromType) {
        return Frames.frame(fromType);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    @BeforeEach
    void require() {
        Wire.require();
    }

    private static List<CapturedFrame> take(LiveInterface face, int count) throws LiveCaptureException {
        return take(face, count, Duration.ofSeconds(20));
    }

    private static List<CapturedFrame> take(LiveInterface face, int count, Duration longest)
            throws LiveCaptureException {
        List<CapturedFrame> frames = new ArrayList<>();
        long giveUp = System.nanoTime() + longest.toNanos();
        while (frames.size() < count && System.nanoTime() < giveUp) {
            if (face.poll(frames::add) == 0) {
                LockSupport.parkNanos(1_000_000);
            }
        }
        return frames;
    }

    /** The kernel itself counts what passed: nothing of others was even handed over. */
    @Test
    void theFilterLetsOursThroughUnderEveryTagAndInEveryTunnelAndNothingElse() throws Exception {
        Wire.with(wire -> {
            List<String> expected = new ArrayList<>();
            long began = System.currentTimeMillis();
            List<CapturedFrame> frames;
            try (LiveInterface face = open(BUFFER)) {
                for (String tags : Frames.TAGS) {
                    Frames.others().forEach(other -> wire.send(frame(tags + other)));
                    for (String ours : Frames.ours()) {
                        wire.send(frame(tags + ours));
                        expected.add(hex(frame(tags + ours)));
                    }
                }
                frames = take(face, expected.size());
                assertThat(frames).extracting(frame -> hex(frame.bytes())).isEqualTo(expected);
                assertThat(take(face, 1, Duration.ofMillis(200))).isEmpty();
                assertThat(face.drops()).isEqualTo(new FrameSource.Drops(expected.size(), 0, 0));
            }
            assertThat(expected).hasSizeGreaterThan(300);
            assertThat(frames).allSatisfy(frame -> {
                assertThat(frame.linkType()).isEqualTo(1);
                assertThat(frame.wireLength()).isEqualTo(frame.length());
                assertThat(frame.timestampNanos() / 1_000_000).isBetween(began - 1, System.currentTimeMillis() + 1);
            });
        });
    }

    @Test
    void aFilterOfOnesOwnWidensOrNarrowsTheBuiltInOneOrStandsForIt() throws Exception {
        String dns = Frames.OTHERS.get(0);
        assertThat(passing("default or udp port 53", dns, Frames.ECHO)).containsExactly(dns, Frames.ECHO);
        assertThat(passing("default and not (ip src 192.0.2.7)", dns, Frames.ECHO, Frames.OURS.get(5)))
            .containsExactly(Frames.OURS.get(5));
        assertThat(passing("udp", dns, Frames.ECHO)).containsExactly(dns);
        Wire.with(wire -> assertThatThrownBy(() -> open(new LiveInterface.Selection("icmp adn igmp",
            Direction.INOUT))).isInstanceOfSatisfying(LiveCaptureException.class, e -> {
                assertThat(e.reason()).isEqualTo(LiveCaptureException.Reason.BAD_FILTER);
                assertThat(e).hasMessageContaining("syntax error");
            }));
    }

    private static List<String> passing(String filter, String... sent) throws Exception {
        List<String> passed = new ArrayList<>();
        Wire.with(wire -> {
            try (LiveInterface face = open(new LiveInterface.Selection(filter, Direction.INOUT))) {
                for (String each : sent) {
                    wire.send(frame(each));
                }
                for (CapturedFrame frame : take(face, sent.length, Duration.ofMillis(300))) {
                    Arrays.stream(sent).filter(each -> Arrays.equals(frame(each), frame.bytes())).forEach(passed::add);
                }
            }
        });
        return passed;
    }

    @Test
    void directionDecidesWhoseFramesAreTaken() throws Exception {
        String received = Frames.OURS.get(0);
        String sent = Frames.OURS.get(5);
        for (Direction direction : Direction.values()) {
            List<String> expected = switch (direction) {
                case IN -> List.of(received);
                case OUT -> List.of(sent);
                case INOUT -> List.of(received, sent);
            };
            Wire.with(wire -> {
                try (LiveInterface face = open(new LiveInterface.Selection("", direction))) {
                    wire.send(frame(received));
                    wire.sendFrom(Wire.FAR, frame(sent));
                    assertThat(take(face, 2, Duration.ofMillis(300))).as(direction.text())
                        .extracting(frame -> hex(frame.bytes()))
                        .isEqualTo(expected.stream().map(each -> hex(frame(each))).toList());
                }
            });
        }
    }

    @Test
    void theSnapLengthCutsAndTheWireLengthIsTold() throws Exception {
        Wire.with(wire -> {
            byte[] large = Arrays.copyOf(frame(Frames.ECHO), 1000);
            try (LiveInterface face = open(new LiveInterface.Settings(Wire.FAR, 128, BUFFER, SOON, true, true,
                    LiveInterface.Selection.BUILT_IN))) {
                wire.send(large);
                assertThat(take(face, 1)).singleElement().satisfies(frame -> {
                    assertThat(frame.bytes()).isEqualTo(Arrays.copyOf(large, 128));
                    assertThat(frame.length()).isEqualTo(128);
                    assertThat(frame.wireLength()).isEqualTo(1000);
                });
            }
        });
    }

    @Test
    void timesAreAsPreciseAsAskedFor() throws Exception {
        for (boolean nanoseconds : List.of(true, false)) {
            Wire.with(wire -> {
                try (LiveInterface face = open(new LiveInterface.Settings(Wire.FAR, SNAP_LENGTH, BUFFER, SOON, true,
                        nanoseconds, LiveInterface.Selection.BUILT_IN))) {
                    assertThat(face.description()).isEqualTo("link type EN10MB, times in "
                        + (nanoseconds ? "nanoseconds" : "microseconds"));
                    for (int i = 0; i < 100; i++) {
                        wire.send(frame(Frames.ECHO));
                    }
                    long belowMicroseconds = take(face, 100).stream()
                        .filter(frame -> frame.timestampNanos() % 1000 != 0).count();
                    if (nanoseconds) {
                        assertThat(belowMicroseconds).isGreaterThan(50);
                    } else {
                        assertThat(belowMicroseconds).isZero();
                    }
                }
            });
        }
    }

    /** A frame is here when the time up to which all is complete passes its own, in both modes. */
    @Test
    void framesComeAtOnceOrWithinTheReadTimeout() throws Exception {
        for (boolean immediate : List.of(true, false)) {
            LiveInterface.Delivery delivery = new LiveInterface.Delivery(1000, immediate);
            Wire.with(wire -> {
                try (LiveInterface face = open(new LiveInterface.Settings(Wire.FAR, SNAP_LENGTH, BUFFER, delivery,
                        true, true, LiveInterface.Selection.BUILT_IN))) {
                    for (int i = 0; i < 3; i++) {
                        wire.send(frame(Frames.ECHO));
                        long sent = System.nanoTime();
                        CapturedFrame taken = take(face, 1).get(0);
                        long millis = Duration.ofNanos(System.nanoTime() - sent).toMillis();
                        assertThat(face.completeUpTo()).isLessThan(taken.timestampNanos() / 1_000_000);
                        if (immediate) {
                            assertThat(millis).isLessThan(500);
                        } else {
                            assertThat(millis).isLessThan(delivery.latest());
                        }
                    }
                }
            });
        }
    }

    @Test
    void itsTimeGoesOnInSilence() throws Exception {
        Wire.with(wire -> {
            try (LiveInterface face = open(BUFFER)) {
                face.poll(frame -> { });
                long first = face.completeUpTo();
                long giveUp = System.nanoTime() + Duration.ofSeconds(20).toNanos();
                while (face.completeUpTo() < first + 50 && System.nanoTime() < giveUp) {
                    assertThat(face.poll(frame -> { })).isZero();
                    LockSupport.parkNanos(1_000_000);
                }
                assertThat(face.completeUpTo()).isBetween(first + 50, System.currentTimeMillis() - 20);
            }
        });
    }

    @Test
    void whatTheKernelDropsIsCounted() throws Exception {
        Wire.with(wire -> {
            int sent = 20_000;
            byte[] large = Arrays.copyOf(frame(Frames.ECHO), 1500);
            try (LiveInterface face = open(1 << 16)) {
                for (int i = 0; i < sent; i++) {
                    wire.send(large);
                }
                long dropped = face.drops().kernel();
                assertThat(dropped).isPositive();
                assertThat(take(face, (int) (sent - dropped)).size() + face.drops().kernel()).isEqualTo(sent);
            }
        });
    }

    @Test
    void aFloodIsCapturedWhole() throws Exception {
        Wire.with(wire -> {
            int sent = 50_000;
            byte[] frame = frame(Frames.ECHO);
            try (LiveInterface face = open(16 << 20)) {
                FutureTask<Void> flood = new FutureTask<>(() -> {
                    for (int i = 0; i < sent; i++) {
                        ByteBuffer.wrap(frame).putInt(38, i);
                        wire.send(frame);
                    }
                }, null);
                new Thread(flood, "flood").start();
                List<CapturedFrame> frames = take(face, sent);
                flood.get();
                assertThat(face.drops().kernel()).isZero();
                assertThat(frames).hasSize(sent);
                for (int i = 0; i < sent; i++) {
                    assertThat(ByteBuffer.wrap(frames.get(i).bytes()).getInt(38)).isEqualTo(i);
                }
            }
        });
    }

    @Test
    void anInterfaceThatIsTakenAwayIsSaidAndWhatItHadSeenIsHandedOverFirst() throws Exception {
        Wire.with(wire -> {
            List<CapturedFrame> frames = new ArrayList<>();
            try (LiveInterface face = open(LATER)) {
                for (int i = 0; i < 10; i++) {
                    wire.send(frame(Frames.ECHO));
                }
                wire.remove();
                assertThatThrownBy(() -> takeUntilBroken(face, frames)).isInstanceOf(LiveCaptureException.class)
                    .hasMessageStartingWith(Wire.FAR + ": The interface ");
                assertThat(frames).hasSize(10);
                assertThat(face.drops()).isEqualTo(new FrameSource.Drops(10, 0, 0));
            }
            assertThatThrownBy(() -> open(1 << 20)).isInstanceOfSatisfying(LiveCaptureException.class, e -> {
                assertThat(e.reason()).isEqualTo(LiveCaptureException.Reason.NO_SUCH_INTERFACE);
                assertThat(e.interfaces()).contains("lo").doesNotContain(Wire.FAR);
            });
        });
    }

    @Test
    void anInterfaceThatIsTakenDownIsSaidToo() throws Exception {
        Wire.with(wire -> {
            List<CapturedFrame> frames = new ArrayList<>();
            try (LiveInterface face = open(LATER)) {
                wire.send(frame(Frames.ECHO));
                wire.down();
                assertThatThrownBy(() -> takeUntilBroken(face, frames)).isInstanceOf(LiveCaptureException.class)
                    .hasMessageStartingWith(Wire.FAR + ": The interface went down");
                assertThat(frames).hasSize(1);
            }
            assertThatThrownBy(() -> open(1 << 20)).isInstanceOfSatisfying(LiveCaptureException.class, e ->
                assertThat(e.reason()).isEqualTo(LiveCaptureException.Reason.INTERFACE_DOWN));
        });
    }

    private static void takeUntilBroken(LiveInterface face, List<CapturedFrame> frames) throws LiveCaptureException {
        long giveUp = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (System.nanoTime() < giveUp) {
            if (face.poll(frames::add) == 0) {
                LockSupport.parkNanos(1_000_000);
            }
        }
    }

    @Test
    void withoutTheRightOrTheLibraryItSaysWhich() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> open = List.of("-cp", System.getProperty("java.class.path"), OpenInterface.class.getName(), "lo");
        assertThat(child(List.of("setpriv", "--bounding-set", "-net_raw", java), open))
            .contains("NO_PERMISSION lo: ");
        assertThat(child(List.of(java, "-Dorg.pcap4j.core.pcapLibName=/nonexistent/libpcap.so"), open))
            .contains("NO_LIBPCAP libpcap can't be loaded");
        assertThat(child(List.of(java), open)).contains("opened ");
    }

    private static String child(List<String> how, List<String> what) throws Exception {
        List<String> command = new ArrayList<>(how);
        command.addAll(what);
        return Wire.run(command.toArray(String[]::new));
    }
}

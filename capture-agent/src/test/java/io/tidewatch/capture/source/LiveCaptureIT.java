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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real frames through a real kernel, in a network namespace of their own. */
@Timeout(60)
class LiveCaptureIT {
    private static final String TO_ALL = "01005e000001";
    private static final String FROM = "020000000007";
    private static final String IGMP = "0800 46c00020 00000000 010244ea c0000207 e0000016 94040000 1600e8fe efff0001";
    private static final String ICMP = "0800 4500001c 00010000 4001b6ca c0000207 c0000201 0800f7fd 00010001";
    private static final String ICMP_LATER_FRAGMENT =
        "0800 4500001c 00010010 4001b6ba c0000207 c0000201 0102030405060708";
    private static final String UDP = "0800 4500001c 00010000 4011b6ba c0000207 c0000201 0035003500080000";
    private static final String TCP6 = "86dd 60000000 0014 06 40 " + addresses() + "00500050 00000000 00000000 50020000"
        + " 00000000";
    private static final String ICMP6 = "86dd 60000000 0008 3a 40 " + addresses() + "8000 7b8a 00010001";
    private static final String MLD_BEHIND_HOP_BY_HOP = "86dd 60000000 0020 00 01 " + addresses()
        + "3a00 0502 0000 0100 8300 0000 0000 0000 ff050000000000000000000000010003";
    private static final String ICMP6_BEHIND_ROUTING = "86dd 60000000 0010 2b 40 " + addresses()
        + "3a00 0000 0000 0000 8000 7b8a 00010001";
    private static final String ICMP6_FRAGMENT = "86dd 60000000 0010 2c 40 " + addresses()
        + "3a00 0001 00000001 8000 7b8a 00010001";
    private static final String ICMP6_BEHIND_DESTINATION_OPTIONS = "86dd 60000000 0010 3c 40 " + addresses()
        + "3a00 0104 00000000 8000 7b8a 00010001";
    private static final String ARP = "0806 0001080006040001 020000000007 c0000207 000000000000 c0000201";
    private static final String VLAN_100 = "8100 0064 ";
    private static final String VLAN_200 = "8100 00c8 ";
    private static final String SERVICE_VLAN_300 = "88a8 012c ";

    private static final List<String> OURS = List.of(IGMP, ICMP, ICMP_LATER_FRAGMENT, ICMP6, MLD_BEHIND_HOP_BY_HOP,
        ICMP6_BEHIND_ROUTING, ICMP6_FRAGMENT, ICMP6_BEHIND_DESTINATION_OPTIONS);
    private static final List<String> OTHERS = List.of(UDP, TCP6, ARP);
    private static final List<String> TAGS =
        List.of("", VLAN_100, VLAN_100 + VLAN_200, SERVICE_VLAN_300 + VLAN_100);

    private static String addresses() {
        return "fe800000000000000000000000000007 ff020000000000000000000000000001 ";
    }

    private static byte[] frame(String behindAddresses) {
        return HexFormat.of().parseHex((TO_ALL + FROM + behindAddresses).replace(" ", ""));
    }

    private static LiveInterface open(int bufferBytes) throws LiveCaptureException {
        return LiveInterface.open(new LiveInterface.Settings(Wire.FAR, 65_535, bufferBytes, 10, true));
    }

    @BeforeEach
    void require() {
        Wire.require();
    }

    /** What a test does on the wire, in a thread that stays in the wire's namespace. */
    private interface OnTheWire {
        void run(Wire wire) throws Exception;
    }

    private static void onTheWire(OnTheWire test) throws Exception {
        FutureTask<Void> task = new FutureTask<>(() -> {
            try (Wire wire = new Wire()) {
                test.run(wire);
            }
            return null;
        });
        Thread thread = new Thread(task, "on-the-wire");
        thread.start();
        try {
            task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (Exception) e.getCause();
        }
    }

    private static List<CapturedFrame> take(LiveInterface face, int count) throws LiveCaptureException {
        List<CapturedFrame> frames = new ArrayList<>();
        long giveUp = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (frames.size() < count && System.nanoTime() < giveUp) {
            if (face.poll(frames::add) == 0) {
                LockSupport.parkNanos(1_000_000);
            }
        }
        return frames;
    }

    @Test
    void theFilterLetsOursThroughUnderEveryTagAndNothingElse() throws Exception {
        onTheWire(wire -> {
            List<String> expected = new ArrayList<>();
            long began = System.currentTimeMillis();
            List<CapturedFrame> frames;
            try (LiveInterface face = open(4 << 20)) {
                for (String tags : TAGS) {
                    OTHERS.forEach(other -> wire.send(frame(tags + other)));
                    for (String ours : OURS) {
                        wire.send(frame(tags + ours));
                        expected.add(HexFormat.of().formatHex(frame(tags + ours)));
                    }
                }
                frames = take(face, expected.size());
                assertThat(face.drops()).isEqualTo(FrameSource.Drops.NONE);
            }
            assertThat(frames).extracting(frame -> HexFormat.of().formatHex(frame.bytes())).isEqualTo(expected);
            assertThat(frames).allSatisfy(frame -> {
                assertThat(frame.linkType()).isEqualTo(1);
                assertThat(frame.wireLength()).isEqualTo(frame.length());
                assertThat(frame.timestampNanos() / 1_000_000).isBetween(began - 1, System.currentTimeMillis() + 1);
            });
        });
    }

    @Test
    void itsTimeGoesOnInSilence() throws Exception {
        onTheWire(wire -> {
            try (LiveInterface face = open(4 << 20)) {
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
        onTheWire(wire -> {
            int sent = 20_000;
            byte[] large = Arrays.copyOf(frame(ICMP), 1500);
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
        onTheWire(wire -> {
            int sent = 50_000;
            byte[] frame = frame(ICMP);
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
    void anInterfaceThatIsTakenAwayIsSaid() throws Exception {
        onTheWire(wire -> {
            try (LiveInterface face = open(1 << 20)) {
                wire.remove();
                assertThatThrownBy(() -> take(face, 1)).isInstanceOf(LiveCaptureException.class)
                    .hasMessageStartingWith(Wire.FAR + ": The interface ");
            }
            assertThatThrownBy(() -> open(1 << 20)).isInstanceOfSatisfying(LiveCaptureException.class, e -> {
                assertThat(e.reason()).isEqualTo(LiveCaptureException.Reason.NO_SUCH_INTERFACE);
                assertThat(e.interfaces()).contains("lo").doesNotContain(Wire.FAR);
            });
        });
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

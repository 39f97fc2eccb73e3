package io.tidewatch.benchmarks.stages;

import com.sun.management.ThreadMXBean;
import io.tidewatch.benchmarks.Run;
import io.tidewatch.benchmarks.traffic.MixedTraffic;
import io.tidewatch.capture.wire.LinkType;
import io.tidewatch.capture.wire.PacketDecoder;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.openjdk.jol.info.GraphLayout;

/**
 * What decoding allocates for each kind of frame beside what the decoded messages hold: the difference is garbage. The
 * decoder is compiled on the mix before, and the least of many passages counts, as the JVM allocates in between.
 */
final class Garbage {
    private static final int FRAMES = 1000;
    private static final int PASSAGES = 300;
    private static final int WARM_UP_FRAMES = 20_000;
    private static final int WARM_UP_PASSAGES = 60;
    private static final long SEED = 3;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final MixedTraffic traffic = new MixedTraffic(SEED);
    private final PacketDecoder decoder = new PacketDecoder();
    private final Object[] messages = new Object[FRAMES];

    private Garbage() {
    }

    static void tell(Run run) {
        Garbage garbage = new Garbage();
        garbage.warmUp(run.quick() ? 1 : WARM_UP_PASSAGES);
        List<List<String>> rows = new ArrayList<>();
        for (MixedTraffic.Kind kind : MixedTraffic.Kind.values()) {
            rows.add(garbage.row(kind, run.quick() ? 1 : PASSAGES));
        }
        run.report().table("Garbage of decoding", List.of("kind of frame", "bytes allocated/frame",
            "bytes the message holds", "garbage"), rows);
    }

    private void warmUp(int passages) {
        byte[][] mix = new byte[WARM_UP_FRAMES][];
        for (int i = 0; i < mix.length; i++) {
            mix[i] = traffic.next();
        }
        for (int passage = 0; passage < passages; passage++) {
            for (int i = 0; i < mix.length; i++) {
                messages[i % FRAMES] = decode(mix[i]);
            }
        }
    }

    private Object decode(byte[] frame) {
        return decoder.decode(LinkType.ETHERNET, frame, 0, frame.length, frame.length);
    }

    private List<String> row(MixedTraffic.Kind kind, int passages) {
        byte[][] frames = new byte[FRAMES][];
        for (int i = 0; i < FRAMES; i++) {
            frames[i] = traffic.next(kind);
        }
        long least = Long.MAX_VALUE;
        for (int passage = 0; passage < passages; passage++) {
            long before = allocated();
            for (int i = 0; i < FRAMES; i++) {
                messages[i] = decode(frames[i]);
            }
            least = Math.min(least, allocated() - before);
        }
        long held = GraphLayout.parseInstance((Object) messages).totalSize()
            - GraphLayout.parseInstance((Object) new Object[FRAMES]).totalSize();
        return List.of(kind.name().toLowerCase(Locale.ROOT).replace('_', ' '), perFrame(least), perFrame(held),
            perFrame(least - held));
    }

    private long allocated() {
        return threads.getThreadAllocatedBytes(Thread.currentThread().getId());
    }

    private static String perFrame(long bytes) {
        return Long.toString(Math.round(bytes / (double) FRAMES));
    }
}

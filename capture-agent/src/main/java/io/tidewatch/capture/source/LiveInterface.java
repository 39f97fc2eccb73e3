package io.tidewatch.capture.source;

import java.io.File;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.pcap4j.core.BpfProgram.BpfCompileMode;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapNativeException;
import org.pcap4j.core.PcapNetworkInterface;
import org.pcap4j.core.PcapStat;
import org.pcap4j.core.Pcaps;

/**
 * A network interface, captured through libpcap: raw frames behind the {@link KernelFilter}, with the kernel's times.
 * Never waits for frames, so that it can be stopped at any moment and can tell how far it is when nobody talks.
 */
public final class LiveInterface implements FrameSource {
    private static final int ETHERNET = 1;
    /** Bounds one poll, so that a flood can't hold its caller. */
    private static final int MOST_AT_ONCE = 1024;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final long MILLIS_PER_SECOND = 1000;
    private static final long COUNTER_BITS = 0xffffffffL;
    /**
     * The kernel hands over a block of frames when its timer finds it unchanged a second time, so up to twice the
     * timeout late; the rest is for the timer's own grain.
     */
    private static final int TIMEOUTS_LATE = 2;
    private static final int GRAIN_MS = 50;

    private static final int NO_SUCH_DEVICE = -5;
    private static final int PERMISSION_DENIED = -8;
    private static final int INTERFACE_NOT_UP = -9;
    private static final int PROMISCUOUS_DENIED = -11;

    private final String name;
    private final PcapHandle handle;
    private final int linkType;
    private final int lateMs;
    private long frames;
    private long completeUpTo = UNKNOWN;
    private long kernelDropped;
    private long driverDropped;

    /**
     * How to capture.
     *
     * @param name the interface
     * @param snapLength bytes of each frame
     * @param bufferBytes size of the kernel's buffer
     * @param readTimeoutMs how long the kernel may collect frames before it hands them over
     * @param promiscuous also frames for others
     */
    public record Settings(String name, int snapLength, int bufferBytes, int readTimeoutMs, boolean promiscuous) {
    }

    private LiveInterface(Settings settings, PcapHandle handle) {
        this.name = settings.name();
        this.handle = handle;
        this.linkType = handle.getDlt().value();
        this.lateMs = TIMEOUTS_LATE * settings.readTimeoutMs() + GRAIN_MS;
    }

    /** Opens an interface and sets the filter. */
    public static LiveInterface open(Settings settings) throws LiveCaptureException {
        try {
            PcapHandle handle = handle(settings);
            try {
                handle.setFilter(handle.getDlt().value() == ETHERNET ? KernelFilter.ETHERNET : KernelFilter.UNTAGGED,
                    BpfCompileMode.OPTIMIZE);
                handle.setBlockingMode(PcapHandle.BlockingMode.NONBLOCKING);
                return new LiveInterface(settings, handle);
            } catch (PcapNativeException | NotOpenException | RuntimeException e) {
                handle.close();
                throw e;
            }
        } catch (PcapNativeException e) {
            throw refused(settings.name(), e);
        } catch (NotOpenException e) {
            throw new LiveCaptureException(LiveCaptureException.Reason.OTHER, e.toString(), List.of(), e);
        } catch (LinkageError e) {
            // What pcap4j's first use ends in when there is no library to load, and each later use.
            throw new LiveCaptureException(LiveCaptureException.Reason.NO_LIBPCAP, "libpcap can't be loaded",
                List.of(), e);
        }
    }

    private static PcapHandle handle(Settings settings) throws PcapNativeException {
        PcapHandle.Builder builder = new PcapHandle.Builder(settings.name()).snaplen(settings.snapLength())
            .bufferSize(settings.bufferBytes()).timeoutMillis(settings.readTimeoutMs())
            .promiscuousMode(settings.promiscuous() ? PcapNetworkInterface.PromiscuousMode.PROMISCUOUS
                : PcapNetworkInterface.PromiscuousMode.NONPROMISCUOUS);
        try {
            return builder.timestampPrecision(PcapHandle.TimestampPrecision.NANO).build();
        } catch (PcapNativeException e) {
            // Some capture mechanisms tell microseconds only; any other trouble shows again.
            return builder.timestampPrecision(PcapHandle.TimestampPrecision.MICRO).build();
        }
    }

    private static LiveCaptureException refused(String name, PcapNativeException e) {
        int code = e.getReturnCode() == null ? 0 : e.getReturnCode();
        String why = firstLine(e);
        LiveCaptureException.Reason reason = switch (code) {
            case NO_SUCH_DEVICE -> LiveCaptureException.Reason.NO_SUCH_INTERFACE;
            case PERMISSION_DENIED, PROMISCUOUS_DENIED -> LiveCaptureException.Reason.NO_PERMISSION;
            case INTERFACE_NOT_UP -> LiveCaptureException.Reason.INTERFACE_DOWN;
            default -> why.contains("No such device") ? LiveCaptureException.Reason.NO_SUCH_INTERFACE
                : why.contains("ermission") || why.contains("not permitted")
                    ? LiveCaptureException.Reason.NO_PERMISSION : LiveCaptureException.Reason.OTHER;
        };
        return new LiveCaptureException(reason, name + ": " + why,
            reason == LiveCaptureException.Reason.NO_SUCH_INTERFACE ? interfaces() : List.of(), e);
    }

    private static List<String> interfaces() {
        List<String> names = new ArrayList<>();
        try {
            Pcaps.findAllDevs().forEach(found -> names.add(found.getName()));
        } catch (PcapNativeException e) {
            String[] known = new File("/sys/class/net").list();
            names.addAll(known == null ? List.of() : Arrays.asList(known));
        }
        return names;
    }

    private static String firstLine(Throwable e) {
        String message = e.getMessage() == null ? e.toString() : e.getMessage();
        return message.lines().map(line -> line.replaceFirst("^Error occurred: ?", "").strip())
            .filter(line -> !line.isEmpty()).findFirst().orElse(e.toString());
    }

    @Override
    public int poll(FrameHandler handler) throws LiveCaptureException {
        long began = System.currentTimeMillis();
        try {
            int count = handle.dispatch(MOST_AT_ONCE, (byte[] bytes) -> handler.frame(frame(bytes)));
            if (count < MOST_AT_ONCE) {
                completeUpTo = Math.max(completeUpTo, began - lateMs);
            }
            return count;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return END;
        } catch (PcapNativeException | NotOpenException e) {
            throw new LiveCaptureException(LiveCaptureException.Reason.OTHER, name + ": " + firstLine(e), List.of(),
                e);
        }
    }

    private CapturedFrame frame(byte[] bytes) {
        Timestamp time = handle.getTimestamp();
        long nanos = Math.floorDiv(time.getTime(), MILLIS_PER_SECOND) * NANOS_PER_SECOND + time.getNanos();
        frames++;
        return new CapturedFrame(frames, nanos, null, linkType, bytes, 0, bytes.length, handle.getOriginalLength());
    }

    @Override
    public long completeUpTo() {
        return completeUpTo;
    }

    @Override
    public Drops drops() throws LiveCaptureException {
        try {
            PcapStat stat = handle.getStats();
            // libpcap counts in 32 bits and starts over.
            kernelDropped += stat.getNumPacketsDropped() - kernelDropped & COUNTER_BITS;
            driverDropped += stat.getNumPacketsDroppedByIf() - driverDropped & COUNTER_BITS;
            return new Drops(kernelDropped, driverDropped);
        } catch (PcapNativeException | NotOpenException e) {
            throw new LiveCaptureException(LiveCaptureException.Reason.OTHER, name + ": " + firstLine(e), List.of(),
                e);
        }
    }

    @Override
    public String cut() {
        return null;
    }

    @Override
    public void close() {
        handle.close();
    }
}

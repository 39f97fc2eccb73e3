package io.tidewatch.capture.source;

import java.sql.Timestamp;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.pcap4j.core.BpfProgram;
import org.pcap4j.core.BpfProgram.BpfCompileMode;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapNativeException;
import org.pcap4j.core.PcapNetworkInterface;
import org.pcap4j.core.PcapStat;
import org.pcap4j.core.Pcaps;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A network interface, captured through libpcap: raw frames behind the {@link KernelFilter}, with the kernel's times.
 * Never waits for frames, so that it can be stopped at any moment and can tell how far it is when nobody talks.
 */
public final class LiveInterface implements FrameSource {
    private static final Logger LOG = LoggerFactory.getLogger(LiveInterface.class);
    /**
     * Sorted out by libpcap, behind the kernel's filter. The filter could do it, by {@code inbound} and
     * {@code outbound}; but libpcap applies the filter itself to the first frames after it is set, where it does not
     * know these two, and so loses them.
     */
    private static final Map<Direction, PcapHandle.PcapDirection> DIRECTIONS = Map.of(
        Direction.IN, PcapHandle.PcapDirection.IN, Direction.OUT, PcapHandle.PcapDirection.OUT,
        Direction.INOUT, PcapHandle.PcapDirection.INOUT);
    /** Bounds one poll, so that a flood can't hold its caller. */
    private static final int MOST_AT_ONCE = 1024;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final long MILLIS_PER_SECOND = 1000;
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long COUNTER_BITS = 0xffffffffL;
    /**
     * The kernel hands over a block of frames when its timer finds it unchanged a second time, so up to twice the
     * timeout late; the rest is for the timer's own grain.
     */
    private static final int TIMEOUTS_LATE = 2;
    private static final int GRAIN_MS = 50;
    /** How often an interface without traffic is looked at. */
    private static final long LOOK_EVERY = 100_000_000;

    private static final int NO_SUCH_DEVICE = -5;
    private static final int PERMISSION_DENIED = -8;
    private static final int INTERFACE_NOT_UP = -9;
    private static final int PROMISCUOUS_DENIED = -11;
    /** The last is what a service hears that may not have packet sockets. */
    private static final Pattern FORBIDDEN = Pattern.compile("ermission|not permitted|not supported by protocol");

    private final String name;
    private final PcapHandle handle;
    private final int linkType;
    private final int lateMs;
    private long frames;
    private long completeUpTo = UNKNOWN;
    private Drops drops = Drops.NONE;
    private long lastLook = System.nanoTime();
    private LiveCaptureException broken;
    private long brokenSince;

    /**
     * How to capture.
     *
     * @param name the interface
     * @param snapLength bytes of each frame
     * @param bufferBytes size of the kernel's buffer
     * @param delivery when the kernel hands frames over
     * @param promiscuous also frames for others
     * @param nanoseconds whether the kernel is asked for its times in nanoseconds, else microseconds
     * @param selection which frames
     */
    public record Settings(String name, int snapLength, int bufferBytes, Delivery delivery, boolean promiscuous,
                           boolean nanoseconds, Selection selection) {
    }

    /**
     * When the kernel hands frames over.
     *
     * @param readTimeoutMs how long it may collect them
     * @param immediate each at once, whatever the timeout
     */
    public record Delivery(int readTimeoutMs, boolean immediate) {
        /** Milliseconds after which a frame is here, if it was captured at all. */
        int latest() {
            return immediate ? GRAIN_MS : TIMEOUTS_LATE * readTimeoutMs + GRAIN_MS;
        }
    }

    /**
     * Which frames the kernel lets through.
     *
     * @param filter a pcap filter expression in which the word default stands for the built-in one; blank for that
     * @param direction frames that came in, were sent, or both
     */
    public record Selection(String filter, Direction direction) {
        /** What the decoder can open, in both directions. */
        public static final Selection BUILT_IN = new Selection("", Direction.INOUT);
    }

    private LiveInterface(Settings settings, PcapHandle handle) {
        this.name = settings.name();
        this.handle = handle;
        this.linkType = handle.getDlt().value();
        this.lateMs = settings.delivery().latest();
    }

    /** Opens an interface and sets the filter. */
    public static LiveInterface open(Settings settings) throws LiveCaptureException {
        try {
            PcapHandle handle = handle(settings);
            try {
                setFilter(handle, settings);
                handle.setBlockingMode(PcapHandle.BlockingMode.NONBLOCKING);
                return new LiveInterface(settings, handle);
            } catch (PcapNativeException | NotOpenException | LiveCaptureException | RuntimeException e) {
                handle.close();
                throw e;
            }
        } catch (PcapNativeException e) {
            throw refused(settings.name(), e);
        } catch (NotOpenException e) {
            throw new LiveCaptureException(LiveCaptureException.Reason.OTHER, e.toString(), List.of(), e);
        } catch (LinkageError e) {
            // What pcap4j's first use ends in when there is no library to load, and each later use.
            throw NetworkInterfaces.noLibpcap(e);
        }
    }

    private static void setFilter(PcapHandle handle, Settings settings)
            throws PcapNativeException, NotOpenException, LiveCaptureException {
        BpfProgram program;
        try {
            program = handle.compileFilter(
                KernelFilter.expression(handle.getDlt().value(), settings.selection().filter()),
                BpfCompileMode.OPTIMIZE, PcapHandle.PCAP_NETMASK_UNKNOWN);
        } catch (PcapNativeException e) {
            throw new LiveCaptureException(LiveCaptureException.Reason.BAD_FILTER, firstLine(e), List.of(), e);
        }
        try {
            handle.setFilter(program);
        } finally {
            program.free();
        }
    }

    private static PcapHandle handle(Settings settings) throws PcapNativeException {
        PcapHandle.Builder builder = new PcapHandle.Builder(settings.name()).snaplen(settings.snapLength())
            .bufferSize(settings.bufferBytes()).timeoutMillis(settings.delivery().readTimeoutMs())
            .immediateMode(settings.delivery().immediate()).direction(DIRECTIONS.get(settings.selection().direction()))
            .promiscuousMode(settings.promiscuous() ? PcapNetworkInterface.PromiscuousMode.PROMISCUOUS
                : PcapNetworkInterface.PromiscuousMode.NONPROMISCUOUS);
        if (settings.nanoseconds()) {
            try {
                return builder.timestampPrecision(PcapHandle.TimestampPrecision.NANO).build();
            } catch (PcapNativeException e) {
                LOG.debug("{} can't be opened with nanoseconds; any other trouble shows again", settings.name(), e);
            }
        }
        return builder.timestampPrecision(PcapHandle.TimestampPrecision.MICRO).build();
    }

    /** What it is captured with, for people: the link type, and what the kernel granted. */
    public String description() {
        return "link type " + linkName() + ", times in "
            + (handle.getTimestampPrecision() == PcapHandle.TimestampPrecision.NANO ? "nanoseconds" : "microseconds");
    }

    /** What libpcap calls the link type, such as EN10MB. */
    public String linkName() {
        try {
            return Pcaps.dataLinkTypeToName(handle.getDlt());
        } catch (PcapNativeException e) {
            LOG.debug("libpcap has no name for link type {}", linkType, e);
            return Integer.toString(linkType);
        }
    }

    private static LiveCaptureException refused(String name, PcapNativeException e) {
        String why = firstLine(e);
        LiveCaptureException.Reason reason = reason(e.getReturnCode() == null ? 0 : e.getReturnCode(), why);
        // The kernel refuses the socket before it looks for the interface.
        if (reason == LiveCaptureException.Reason.NO_PERMISSION && NetworkInterfaces.absent(name)) {
            reason = LiveCaptureException.Reason.NO_SUCH_INTERFACE;
        }
        return new LiveCaptureException(reason, name + ": " + why,
            reason == LiveCaptureException.Reason.NO_SUCH_INTERFACE ? NetworkInterfaces.names() : List.of(), e);
    }

    private static LiveCaptureException.Reason reason(int code, String why) {
        return switch (code) {
            case NO_SUCH_DEVICE -> LiveCaptureException.Reason.NO_SUCH_INTERFACE;
            case PERMISSION_DENIED, PROMISCUOUS_DENIED -> LiveCaptureException.Reason.NO_PERMISSION;
            case INTERFACE_NOT_UP -> LiveCaptureException.Reason.INTERFACE_DOWN;
            default -> why.contains("No such device") ? LiveCaptureException.Reason.NO_SUCH_INTERFACE
                : FORBIDDEN.matcher(why).find() ? LiveCaptureException.Reason.NO_PERMISSION
                : LiveCaptureException.Reason.OTHER;
        };
    }

    private static String firstLine(Throwable e) {
        String message = e.getMessage() == null ? e.toString() : e.getMessage();
        return message.lines().map(line -> line.replaceFirst("^Error occurred: ?", "").strip())
            .filter(line -> !line.isEmpty()).findFirst().orElse(e.toString());
    }

    @Override
    public int poll(FrameHandler handler) throws LiveCaptureException {
        long began = System.currentTimeMillis();
        int count = 0;
        try {
            count = handle.dispatch(MOST_AT_ONCE, (byte[] bytes) -> handler.frame(frame(bytes)));
            if (count < MOST_AT_ONCE) {
                completeUpTo = Math.max(completeUpTo, began - lateMs);
            }
            if (count == 0) {
                lookWhetherDown();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return END;
        } catch (PcapNativeException | NotOpenException e) {
            breakOff(failure(e));
        }
        // What the kernel had seen before the break is still to come.
        if (broken != null && System.nanoTime() - brokenSince >= lateMs * NANOS_PER_MILLI) {
            throw broken;
        }
        return count;
    }

    private void breakOff(LiveCaptureException cause) {
        if (broken == null) {
            broken = cause;
            brokenSince = System.nanoTime();
        }
    }

    /** libpcap says when an interface goes away, but not when it is switched off. */
    private void lookWhetherDown() {
        long now = System.nanoTime();
        if (now - lastLook >= LOOK_EVERY) {
            lastLook = now;
            if (InterfaceFlags.of(name).down()) {
                breakOff(new LiveCaptureException(LiveCaptureException.Reason.INTERFACE_DOWN,
                    name + ": The interface went down", List.of(), null));
            }
        }
    }

    private LiveCaptureException failure(Exception e) {
        return new LiveCaptureException(LiveCaptureException.Reason.OTHER, name + ": " + firstLine(e), List.of(), e);
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
            drops = new Drops(drops.offered() + (stat.getNumPacketsReceived() - drops.offered() & COUNTER_BITS),
                drops.kernel() + (stat.getNumPacketsDropped() - drops.kernel() & COUNTER_BITS),
                drops.driver() + (stat.getNumPacketsDroppedByIf() - drops.driver() & COUNTER_BITS));
            return drops;
        } catch (PcapNativeException | NotOpenException e) {
            throw failure(e);
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

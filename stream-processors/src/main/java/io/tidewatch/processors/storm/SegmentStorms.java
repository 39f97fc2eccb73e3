package io.tidewatch.processors.storm;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * The storms of one segment, ICMP and ICMPv6. For one thread. The same messages and watermarks give the same steps, in
 * whatever portions they come, also across {@link #toBytes} and {@link #restore}.
 */
public final class SegmentStorms {
    /** Of the persisted form. Another one is refused. */
    private static final int VERSION = 6;
    /** Recent messages were in it, and it is still read. */
    private static final int WITHOUT_PAGES = 5;
    /** It knew no trends, and is still read. */
    private static final int WITHOUT_TRENDS = 4;
    private static final String V4 = "4|";
    private static final String V6 = "6|";

    private final StormDetector v4;
    private final StormDetector v6;

    private SegmentStorms(StormDetector v4, StormDetector v6) {
        this.v4 = v4;
        this.v6 = v6;
    }

    /** A segment that nothing is known of. */
    public static SegmentStorms of(String segment, StormPolicy policy) {
        return new SegmentStorms(new StormDetector(new StormAlert.Owner(segment, Family.IPV4, policy)),
            new StormDetector(new StormAlert.Owner(segment, Family.IPV6, policy)));
    }

    /**
     * A segment as {@link #toBytes} left it; the policy may have changed.
     *
     * @param pages what was given last under a name
     */
    public static SegmentStorms restore(String segment, StormPolicy policy, byte[] bytes,
                                        Function<String, byte[]> pages) {
        StateInput in = new StateInput(bytes);
        int version = in.version("storm state", WITHOUT_TRENDS, VERSION);
        boolean paged = version > WITHOUT_PAGES;
        SegmentStorms storms = new SegmentStorms(
            StormDetector.read(in, new StormAlert.Owner(segment, Family.IPV4, policy),
                paged ? name -> pages.apply(V4 + name) : null),
            StormDetector.read(in, new StormAlert.Owner(segment, Family.IPV6, policy),
                paged ? name -> pages.apply(V6 + name) : null));
        if (version > WITHOUT_TRENDS) {
            storms.v4.readTrends(in);
            storms.v6.readTrends(in);
        }
        if (!in.atEnd()) {
            throw new IllegalArgumentException("storm state goes on behind its end");
        }
        return storms;
    }

    /** A message was captured. What there is to tell. */
    public List<StormStep> observe(IcmpError error) {
        List<StormStep> steps = new ArrayList<>(0);
        of(error.family()).observe(error, steps);
        return steps;
    }

    private StormDetector of(Family family) {
        return switch (family) {
            case IPV4 -> v4;
            case IPV6 -> v6;
        };
    }

    /**
     * Everything captured before this time has been observed; adds what there is to tell.
     *
     * @return whether the state changed
     */
    public boolean advance(long toMs, List<StormStep> steps) {
        boolean changed = v4.advance(toMs, steps);
        return v6.advance(toMs, steps) || changed;
    }

    /** No sensor watches after this time. Adds the alerts that close for that reason. */
    public void sensorsLost(long atMs, List<StormStep> steps) {
        v4.sensorsLost(atMs, steps);
        v6.sensorsLost(atMs, steps);
    }

    /** So many more frames were dropped before a sensor saw them. */
    public void kernelDrops(long more) {
        v4.kernelDrops(more);
        v6.kernelDrops(more);
    }

    /** Event time so far, epoch milliseconds, to the second; 0: none. */
    public long time() {
        return Math.max(v4.time(), v6.time());
    }

    /** Time up to which all steps have been told, as far as messages tell; 0: none. */
    public long passed() {
        return Math.min(time(), Math.min(v4.passed(), v6.passed()));
    }

    /** Alerts that are open. */
    public int openAlerts() {
        return v4.openAlerts() + v6.openAlerts();
    }

    /**
     * All of it but recent messages, which are many and change little from one time to the next: at most some 100 kB, a
     * few hundred octets when nothing happens.
     *
     * @param pages is given each page of recent messages that is not as it was last, by name; null: it is no more.
     *     There are at most 136 names
     */
    public byte[] toBytes(BiConsumer<String, byte[]> pages) {
        StateOutput out = new StateOutput();
        out.number(VERSION);
        v4.write(out, (name, page) -> pages.accept(V4 + name, page));
        v6.write(out, (name, page) -> pages.accept(V6 + name, page));
        v4.writeTrends(out);
        v6.writeTrends(out);
        return out.toBytes();
    }
}

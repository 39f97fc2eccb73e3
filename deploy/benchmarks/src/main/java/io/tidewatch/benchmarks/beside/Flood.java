package io.tidewatch.benchmarks.beside;

import io.tidewatch.benchmarks.traffic.MixedTraffic;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapNativeException;

/** Sends frames through one end of a wire, so many a second; a process of its own, which prints how many it sent. */
public final class Flood {
    private static final int DISTINCT = 1024;
    private static final long SEED = 99;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final int BURST = 32;

    private Flood() {
    }

    /**
     * What to send.
     *
     * @param frames how many
     * @param rate a second; 0 for as many as it can
     * @param size bytes of each; 0 for the sizes of mixed traffic
     */
    record Load(int frames, int rate, int size) {
        @Override
        public String toString() {
            return (size == 0 ? "mixed" : size + " bytes") + ", " + (rate == 0 ? "as fast as it can"
                : String.format("%,d/s", rate));
        }
    }

    /** Interface, frames, rate, size. */
    public static void main(String[] arguments) throws PcapNativeException, NotOpenException {
        Load load = new Load(Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]),
            Integer.parseInt(arguments[3]));
        List<byte[]> frames = frames(load.size());
        try (PcapHandle handle = new PcapHandle.Builder(arguments[0]).build()) {
            long began = System.nanoTime();
            int sent = send(handle, load, frames);
            System.out.printf("%d %.3f%n", sent, (System.nanoTime() - began) / NANOS_PER_SECOND);
        }
    }

    private static int send(PcapHandle handle, Load load, List<byte[]> frames)
        throws PcapNativeException, NotOpenException {
        long began = System.nanoTime();
        for (int i = 0; i < load.frames(); i++) {
            if (load.rate() > 0 && i % BURST == 0) {
                long due = began + (long) (i * NANOS_PER_SECOND / load.rate());
                for (long early = due - System.nanoTime(); early > 0; early = due - System.nanoTime()) {
                    LockSupport.parkNanos(early);
                }
            }
            handle.sendPacket(frames.get(i % DISTINCT));
        }
        return load.frames();
    }

    /** Frames that the agent's kernel filter lets through. */
    private static List<byte[]> frames(int size) {
        MixedTraffic traffic = new MixedTraffic(SEED);
        List<byte[]> frames = new ArrayList<>();
        while (frames.size() < DISTINCT) {
            MixedTraffic.Kind kind = MixedTraffic.Kind.values()[frames.size() % MixedTraffic.Kind.OTHER.ordinal()];
            frames.add(size == 0 ? traffic.next(kind) : traffic.echo(size));
        }
        return frames;
    }
}

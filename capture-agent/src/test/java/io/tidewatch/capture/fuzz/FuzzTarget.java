package io.tidewatch.capture.fuzz;

import io.tidewatch.capture.wire.LinkType;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The entry points that bytes of strangers come in by, each with what it is fed, and what must hold of it. */
public enum FuzzTarget {
    /** Frames of Ethernet, with all that may be wrapped around IP. */
    ETHERNET(FrameFuzz.of(LinkType.ETHERNET), 640),
    /** Packets without a link header. */
    RAW_IP(FrameFuzz.of(LinkType.RAW, LinkType.IPV4, LinkType.IPV6, LinkType.RAW_BSD, LinkType.RAW_OPENBSD), 640),
    /** Every other link type, and numbers that are none. */
    OTHER_LINKS(FrameFuzz.of(LinkType.LINUX_SLL, LinkType.LINUX_SLL2, LinkType.NULL, LinkType.LOOP, LinkType.PPP,
        LinkType.PPP_HDLC, LinkType.CISCO_HDLC, 77), 640),
    /** Messages behind a sound header. */
    IGMP(MessageFuzz::igmp, MessageFuzz::igmpSeeds, 400),
    /** Messages behind a sound header and a right checksum, or not. */
    MLD(MessageFuzz::mld, MessageFuzz::mldSeeds, 400),
    /** Errors with what they quote and how they extend it, queries, and all the rest. */
    ICMP4(MessageFuzz::icmp4, MessageFuzz::icmp4Seeds, 400),
    /** The same for IPv6, with neighbour discovery. */
    ICMP6(MessageFuzz::icmp6, MessageFuzz::icmp6Seeds, 400),
    /** From a frame to its record and its JSON line. */
    EVENTS(EventFuzz::run, EventFuzz::seeds, 480),
    /** Capture files of the classic format. */
    PCAP(CaptureFuzz::pcap, CaptureFuzz::pcapSeeds, 512),
    /** Capture files in blocks. */
    PCAPNG(CaptureFuzz::pcapng, CaptureFuzz::pcapngSeeds, 512),
    /** Compressed captures: whole, cut, damaged, made up. */
    GZIP(CaptureFuzz::gzip, CaptureFuzz::gzipSeeds, 512);

    private final Consumer<byte[]> body;
    private final Supplier<List<byte[]>> seeds;
    private final int maxLength;

    FuzzTarget(FrameFuzz frames, int maxLength) {
        this(frames::run, frames::seeds, maxLength);
    }

    FuzzTarget(Consumer<byte[]> body, Supplier<List<byte[]>> seeds, int maxLength) {
        this.body = body;
        this.seeds = seeds;
        this.maxLength = maxLength;
    }

    /** Feeds it; throws whatever is a finding. */
    void run(byte[] input) {
        body.accept(input);
    }

    /** Inputs made from the golden packets and the emitters, to begin with. */
    List<byte[]> seeds() {
        return seeds.get();
    }

    /** The longest input to try, bytes: what is longer tries the same things again. */
    int maxLength() {
        return maxLength;
    }

    /** Its name in folders and reports. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

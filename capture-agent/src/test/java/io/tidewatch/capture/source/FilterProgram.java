package io.tidewatch.capture.source;

import java.nio.ByteBuffer;
import java.util.Set;
import org.pcap4j.core.BpfProgram;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapNativeException;
import org.pcap4j.core.Pcaps;
import org.pcap4j.packet.namednumber.DataLinkType;

/** The kernel's filter, run here: libpcap has the same machine. */
public final class FilterProgram implements AutoCloseable {
    private static final Set<Integer> TAGS = Set.of(0x8100, 0x88a8);
    private static final int ETHERNET = 1;
    private static final int RAW = 12;
    private static final int RAW_IN_FILES = 101;
    private static final int TYPE = 12;
    private static final int TAG_LENGTH = 4;

    private final int linkType;
    private final BpfProgram program;

    /** Of one link type as files number it, with a person's own expression or none. */
    public FilterProgram(int linkType, String own) throws PcapNativeException {
        this.linkType = linkType;
        program = Pcaps.compileFilter(65_535, DataLinkType.getInstance(linkType == RAW_IN_FILES ? RAW : linkType),
            KernelFilter.expression(linkType, own), BpfProgram.BpfCompileMode.OPTIMIZE,
            PcapHandle.PCAP_NETMASK_UNKNOWN);
    }

    /** Whether a frame passes, as it is, and as the kernel has it: without its outermost VLAN tag. */
    public boolean passes(byte[] frame) {
        return program.applyFilter(frame) && program.applyFilter(asReceived(frame));
    }

    private byte[] asReceived(byte[] frame) {
        if (linkType != ETHERNET || frame.length < TYPE + TAG_LENGTH + 2
            || !TAGS.contains((int) ByteBuffer.wrap(frame).getChar(TYPE))) {
            return frame;
        }
        return ByteBuffer.allocate(frame.length - TAG_LENGTH).put(frame, 0, TYPE)
            .put(frame, TYPE + TAG_LENGTH, frame.length - TYPE - TAG_LENGTH).array();
    }

    @Override
    public void close() {
        program.free();
    }
}

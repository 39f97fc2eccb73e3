package io.tidewatch.capture.source;

import java.io.IOException;

/**
 * The classic pcap format, in both byte orders, with microseconds or nanoseconds; the "modified" variant with eight
 * more bytes per record, as some Linux systems wrote it; and Ixia's two, with four more bytes in the file header.
 *
 * <pre>
 *  file:   magic 4 | version 2, 2 | zone 4 | accuracy 4 | snap length 4 | link type 4 | [4 more when Ixia's]
 *  record: seconds 4 | fraction 4 | captured length 4 | wire length 4 | [8 more when modified] | frame
 * </pre>
 */
final class PcapReader implements FrameReader {
    static final int FILE_HEADER = 24;
    private static final int VERSION_MAJOR = 4;
    private static final int VERSION_MINOR = 6;
    private static final int LINK_TYPE = 20;
    /**
     * The upper six bits tell how long the frame check sequence behind each frame is; the decoder takes it for padding.
     * The ten below them make other numbers of it, none of which the decoder knows.
     */
    private static final int LINK_TYPE_MASK = 0x03ffffff;

    private static final int SECONDS = 0;
    private static final int FRACTION = 4;
    private static final int CAPTURED = 8;
    private static final int WIRE = 12;
    private static final int RECORD_HEADER = 16;
    private static final int MODIFIED_EXTRA = 8;

    private static final int MICROS = 0xa1b2c3d4;
    private static final int NANOS = 0xa1b23c4d;
    private static final int MODIFIED = 0xa1b2cd34;
    private static final int IXIA_NANOS = 0x1c0001ac;
    private static final int IXIA_MICROS = 0x1c0001ab;
    private static final int IXIA_EXTRA = 4;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    /** Until version 2.3, and in one vendor's 543.0, captured and wire length could be in the other order. */
    private static final int SETTLED_MINOR = 4;
    private static final int SWAPPED_MAJOR = 543;

    private final RecordBuffer buffer;
    private final int recordHeader;
    private final int nanosPerUnit;
    private final boolean lengthsMayBeSwapped;
    private final int linkType;
    private long number;
    private Truncation truncation;

    private PcapReader(RecordBuffer buffer, int magic) {
        this.buffer = buffer;
        recordHeader = magic == MODIFIED ? RECORD_HEADER + MODIFIED_EXTRA : RECORD_HEADER;
        nanosPerUnit = magic == NANOS || magic == IXIA_NANOS ? 1 : 1000;
        int major = buffer.u16(VERSION_MAJOR);
        lengthsMayBeSwapped = major == SWAPPED_MAJOR || major == 2 && buffer.u16(VERSION_MINOR) < SETTLED_MINOR;
        linkType = buffer.i32(LINK_TYPE) & LINK_TYPE_MASK;
    }

    /** A reader if the capture begins as this format does, else null. Sets the buffer's byte order. */
    static PcapReader open(RecordBuffer buffer) throws IOException {
        for (boolean bigEndian : new boolean[] {true, false}) {
            buffer.bigEndian(bigEndian);
            int magic = buffer.i32(0);
            int header = switch (magic) {
                case MICROS, NANOS, MODIFIED -> FILE_HEADER;
                case IXIA_MICROS, IXIA_NANOS -> FILE_HEADER + IXIA_EXTRA;
                default -> 0;
            };
            if (header > 0) {
                if (!buffer.ensure(header)) {
                    throw new CaptureFileException("it ends inside the pcap file header: " + buffer.available()
                        + " of " + header + " bytes");
                }
                PcapReader reader = new PcapReader(buffer, magic);
                buffer.advance(header);
                return reader;
            }
        }
        return null;
    }

    @Override
    public boolean next(FrameHandler handler) throws IOException {
        if (!buffer.ensure(recordHeader)) {
            if (buffer.available() > 0) {
                truncation = new Truncation(buffer.position(), recordHeader - buffer.available());
            }
            return false;
        }
        long captured = buffer.u32(CAPTURED);
        long wire = buffer.u32(WIRE);
        if (lengthsMayBeSwapped && captured > wire) {
            long swapped = captured;
            captured = wire;
            wire = swapped;
        }
        if (captured > MAX_FRAME) {
            throw new CaptureFileException("the record at byte " + buffer.position() + " claims a frame of " + captured
                + " bytes: the file is corrupt from here on");
        }
        int length = (int) captured;
        if (!buffer.ensure(recordHeader + length)) {
            truncation = new Truncation(buffer.position(), recordHeader + length - buffer.available());
            return false;
        }
        number++;
        long time = buffer.u32(SECONDS) * NANOS_PER_SECOND + buffer.u32(FRACTION) * nanosPerUnit;
        handler.frame(new CapturedFrame(number, time, null, linkType, buffer.bytes(), buffer.at() + recordHeader,
            length, (int) Math.min(wire, Integer.MAX_VALUE)));
        buffer.advance(recordHeader + length);
        return true;
    }

    @Override
    public Truncation truncation() {
        return truncation;
    }
}

package io.tidewatch.capture.source;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The pcapng format: blocks, in sections that each have their own byte order and interfaces.
 *
 * <pre>
 *  block:            type 4 | total length 4 | body | total length 4
 *  section header:   byte order magic 4 | version 2, 2 | section length 8 | options
 *  interface:        link type 2 | reserved 2 | snap length 4 | options
 *  enhanced packet:  interface 4 | time high 4 | time low 4 | captured 4 | wire 4 | frame | options
 *  simple packet:    wire 4 | frame
 *  packet (old):     interface 2 | drops 2 | time high 4 | time low 4 | captured 4 | wire 4 | frame | options
 *  option:           code 2 | length 2 | value, padded to 4
 * </pre>
 */
final class PcapngReader implements FrameReader {
    private static final int SECTION_TYPE = 0x0a0d0d0a;
    private static final int BYTE_ORDER_MAGIC = 0x1a2b3c4d;
    private static final int BYTE_ORDER_SWAPPED = 0x4d3c2b1a;
    private static final int INTERFACE_TYPE = 1;
    private static final int PACKET_TYPE = 2;
    private static final int SIMPLE_TYPE = 3;
    private static final int ENHANCED_TYPE = 6;

    private static final int TOTAL_LENGTH = 4;
    private static final int BODY = 8;
    private static final int TRAILER = 4;
    private static final int LEAST_BLOCK = 12;
    private static final int SECTION_FIXED = BODY + 16;
    private static final int INTERFACE_FIXED = BODY + 8;
    private static final int ENHANCED_FIXED = BODY + 20;
    private static final int SIMPLE_FIXED = BODY + 4;
    private static final int VERSION = BODY + 4;
    private static final int VERSION_MAJOR = 1;
    private static final int MAX_INTERFACES = 65_536;

    private final RecordBuffer buffer;
    private final List<CaptureInterface> interfaces = new ArrayList<>();
    private long number;
    private Truncation truncation;

    private PcapngReader(RecordBuffer buffer) {
        this.buffer = buffer;
    }

    /** A reader if the capture begins as this format does, else null. */
    static PcapngReader open(RecordBuffer buffer) {
        // The section type reads the same in both byte orders.
        return buffer.i32(0) == SECTION_TYPE ? new PcapngReader(buffer) : null;
    }

    @Override
    public boolean next(FrameHandler handler) throws IOException {
        while (true) {
            if (!buffer.ensure(LEAST_BLOCK)) {
                if (buffer.available() > 0) {
                    truncation = new Truncation(buffer.position(), LEAST_BLOCK - buffer.available());
                }
                return false;
            }
            int type = buffer.i32(0);
            if (type == SECTION_TYPE) {
                beginSection();
            }
            long length = buffer.u32(TOTAL_LENGTH);
            if (length < LEAST_BLOCK) {
                throw corrupt("a block of " + length + " bytes");
            }
            // The length may lack the padding that the block has.
            length = length + 3 & ~3L;
            boolean needed = type == INTERFACE_TYPE || type == ENHANCED_TYPE || type == SIMPLE_TYPE
                || type == PACKET_TYPE;
            if (needed && length > RecordBuffer.CAPACITY) {
                throw corrupt("a block of " + length + " bytes");
            }
            if (needed && !buffer.ensure((int) length)) {
                truncation = new Truncation(buffer.position(), length - buffer.available());
                return false;
            }
            boolean frame = switch (type) {
                case INTERFACE_TYPE -> describe((int) length);
                case ENHANCED_TYPE, PACKET_TYPE -> enhanced((int) length, type == PACKET_TYPE, handler);
                case SIMPLE_TYPE -> simple((int) length, handler);
                default -> false;
            };
            long start = buffer.position();
            long skipped = buffer.skip(length);
            if (skipped < length) {
                truncation = new Truncation(start, length - skipped);
                return false;
            }
            if (frame) {
                return true;
            }
        }
    }

    private CaptureFileException corrupt(String what) {
        return new CaptureFileException(what + " at byte " + buffer.position()
            + ": the file is corrupt from here on");
    }

    private void beginSection() throws IOException {
        interfaces.clear();
        buffer.bigEndian(true);
        switch (buffer.i32(BODY)) {
            case BYTE_ORDER_MAGIC -> buffer.bigEndian(true);
            case BYTE_ORDER_SWAPPED -> buffer.bigEndian(false);
            default -> throw corrupt("a section header without its byte order mark");
        }
        if (buffer.u32(TOTAL_LENGTH) < SECTION_FIXED + TRAILER) {
            throw corrupt("a section header of " + buffer.u32(TOTAL_LENGTH) + " bytes");
        }
        // One that is cut before its version is told as cut.
        if (buffer.ensure(SECTION_FIXED) && buffer.u16(VERSION) != VERSION_MAJOR) {
            throw corrupt("a section of version " + buffer.u16(VERSION) + ", of which nothing is known,");
        }
    }

    private boolean describe(int length) throws IOException {
        if (length < INTERFACE_FIXED + TRAILER) {
            throw corrupt("an interface block of " + length + " bytes");
        }
        if (interfaces.size() == MAX_INTERFACES) {
            throw corrupt("more than " + MAX_INTERFACES + " interfaces");
        }
        CaptureInterface described = new CaptureInterface(buffer.u16(BODY), buffer.u32(BODY + 4));
        int at = INTERFACE_FIXED;
        int limit = length - TRAILER;
        while (limit - at >= 4) {
            int code = buffer.u16(at);
            int size = buffer.u16(at + 2);
            at += 4;
            if (code == 0 || size > limit - at) {
                break;
            }
            option(described, code, at, size);
            at += size + 3 & ~3;
        }
        interfaces.add(described);
        return false;
    }

    private void option(CaptureInterface described, int code, int at, int size) {
        switch (code) {
            case CaptureInterface.OPTION_NAME -> {
                String name = new String(buffer.bytes(), buffer.at() + at, size, StandardCharsets.UTF_8);
                int end = name.indexOf('\0');
                described.name(end < 0 ? name : name.substring(0, end));
            }
            case CaptureInterface.OPTION_RESOLUTION -> {
                if (size == 1) {
                    described.resolution(buffer.u8(at));
                }
            }
            case CaptureInterface.OPTION_OFFSET -> {
                if (size == 8) {
                    // A 64-bit number in the section's byte order; its halves lie accordingly.
                    long first = buffer.u32(at);
                    long second = buffer.u32(at + 4);
                    described.offsetSeconds(buffer.isBigEndian() ? first << 32 | second : second << 32 | first);
                }
            }
            default -> { }
        }
    }

    private boolean enhanced(int length, boolean old, FrameHandler handler) throws IOException {
        if (length < ENHANCED_FIXED + TRAILER) {
            throw corrupt("a packet block of " + length + " bytes");
        }
        long index = old ? buffer.u16(BODY) : buffer.u32(BODY);
        long captured = buffer.u32(BODY + 12);
        if (captured > MAX_FRAME || captured > length - ENHANCED_FIXED - TRAILER) {
            throw corrupt("a packet block that claims a frame of " + captured + " bytes");
        }
        if (index >= interfaces.size()) {
            throw corrupt("a packet of interface " + index + ", which the section does not describe,");
        }
        number++;
        CaptureInterface on = interfaces.get((int) index);
        long time = on.nanos(buffer.u32(BODY + 4) << 32 | buffer.u32(BODY + 8));
        handler.frame(new CapturedFrame(number, time, on.name(), on.linkType(), buffer.bytes(),
            buffer.at() + ENHANCED_FIXED, (int) captured, (int) Math.min(buffer.u32(BODY + 16), Integer.MAX_VALUE)));
        return true;
    }

    /** A simple packet block has no time and no captured length: the section's first interface bounds it. */
    private boolean simple(int length, FrameHandler handler) throws IOException {
        if (length < SIMPLE_FIXED + TRAILER || interfaces.isEmpty()) {
            throw corrupt("a simple packet block of " + length + " bytes in a section of " + interfaces.size()
                + " interfaces");
        }
        CaptureInterface on = interfaces.get(0);
        long wire = buffer.u32(BODY);
        long captured = Math.min(on.snapLength() == 0 ? wire : Math.min(wire, on.snapLength()),
            length - SIMPLE_FIXED - TRAILER);
        if (captured > MAX_FRAME) {
            throw corrupt("a packet block that claims a frame of " + captured + " bytes");
        }
        number++;
        handler.frame(new CapturedFrame(number, 0, on.name(), on.linkType(), buffer.bytes(),
            buffer.at() + SIMPLE_FIXED, (int) captured, (int) Math.min(wire, Integer.MAX_VALUE)));
        return true;
    }

    @Override
    public Truncation truncation() {
        return truncation;
    }
}

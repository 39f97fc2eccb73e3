package io.tidewatch.capture.source;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Writes captures for tests, block by block. */
final class CaptureBytes {
    /** A pcapng option. */
    record Option(int code, byte[] value) {
    }

    private ByteBuffer out;

    CaptureBytes(ByteOrder order) {
        out = ByteBuffer.allocate(8 << 20).order(order);
    }

    byte[] bytes() {
        return Arrays.copyOf(out.array(), out.position());
    }

    CaptureBytes ints(int... values) {
        for (int value : values) {
            out.putInt(value);
        }
        return this;
    }

    CaptureBytes pcapHeader(int magic, int linkType) {
        out.putInt(magic).putShort((short) 2).putShort((short) 4);
        return ints(0, 0, 65_535, linkType);
    }

    CaptureBytes pcapRecord(int magic, long seconds, int fraction, byte[] frame, int wire) {
        ints((int) seconds, fraction, frame.length, wire);
        if (magic == 0xa1b2cd34) {
            ints(0, 0);
        }
        out.put(frame);
        return this;
    }

    CaptureBytes section() {
        return ints(0x0a0d0d0a, 28, 0x1a2b3c4d, out.order() == ByteOrder.BIG_ENDIAN ? 1 << 16 : 1, -1, -1, 28);
    }

    CaptureBytes block(int type, byte[] body) {
        int length = 12 + (body.length + 3 & ~3);
        ints(type, length);
        out.put(body).put(new byte[length - 12 - body.length]);
        return ints(length);
    }

    CaptureBytes face(int linkType, int snapLength, Option... options) {
        ByteBuffer body = ByteBuffer.allocate(256).order(out.order());
        body.putShort((short) linkType).putShort((short) 0).putInt(snapLength);
        for (Option option : options) {
            body.putShort((short) option.code()).putShort((short) option.value().length).put(option.value());
            body.put(new byte[-option.value().length & 3]);
        }
        body.putInt(0);
        return block(1, Arrays.copyOf(body.array(), body.position()));
    }

    CaptureBytes packet(int face, long time, byte[] frame, int wire) {
        ByteBuffer body = ByteBuffer.allocate(20 + frame.length).order(out.order());
        body.putInt(face).putInt((int) (time >>> 32)).putInt((int) time).putInt(frame.length).putInt(wire).put(frame);
        return block(6, body.array());
    }

    CaptureBytes oldPacket(int face, long time, byte[] frame, int wire) {
        ByteBuffer body = ByteBuffer.allocate(20 + frame.length).order(out.order());
        body.putShort((short) face).putShort((short) 3);
        body.putInt((int) (time >>> 32)).putInt((int) time).putInt(frame.length).putInt(wire).put(frame);
        return block(2, body.array());
    }

    CaptureBytes simple(int wire, byte[] frame) {
        ByteBuffer body = ByteBuffer.allocate(4 + frame.length).order(out.order());
        body.putInt(wire).put(frame);
        return block(3, body.array());
    }
}

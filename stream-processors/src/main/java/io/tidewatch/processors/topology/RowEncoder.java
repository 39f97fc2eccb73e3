package io.tidewatch.processors.topology;

import java.util.Arrays;
import org.apache.avro.io.BinaryData;
import org.apache.avro.io.BinaryEncoder;

/** Avro's binary encoding into bytes that grow; Avro's own encoders write to a stream. For one thread. */
final class RowEncoder extends BinaryEncoder {
    private static final int INITIAL_SIZE = 512;
    /** What a number takes at most, a double too. */
    private static final int LONGEST_NUMBER = 10;

    private byte[] bytes = new byte[INITIAL_SIZE];
    private int length;

    /** Begins anew, behind a header. */
    void begin(byte[] header) {
        length = 0;
        writeFixed(header, 0, header.length);
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    private void room(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, Math.addExact(length, more)));
        }
    }

    @Override
    public void writeBoolean(boolean value) {
        room(1);
        length += BinaryData.encodeBoolean(value, bytes, length);
    }

    @Override
    public void writeInt(int value) {
        room(LONGEST_NUMBER);
        length += BinaryData.encodeInt(value, bytes, length);
    }

    @Override
    public void writeLong(long value) {
        room(LONGEST_NUMBER);
        length += BinaryData.encodeLong(value, bytes, length);
    }

    @Override
    public void writeFloat(float value) {
        room(LONGEST_NUMBER);
        length += BinaryData.encodeFloat(value, bytes, length);
    }

    @Override
    public void writeDouble(double value) {
        room(LONGEST_NUMBER);
        length += BinaryData.encodeDouble(value, bytes, length);
    }

    @Override
    public void writeFixed(byte[] from, int start, int count) {
        room(count);
        System.arraycopy(from, start, bytes, length, count);
        length += count;
    }

    @Override
    protected void writeZero() {
        room(1);
        bytes[length++] = 0;
    }

    @Override
    public int bytesBuffered() {
        return 0;
    }

    /** Nothing is on its way anywhere. */
    @Override
    public void flush() {
        // All of it is here.
    }
}

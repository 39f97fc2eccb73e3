package io.tidewatch.capture.spool;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * A parcel as it lies in the file: checksum (CRC-32C of all behind it), format, time of spooling, schema, sequence,
 * frames, the names, the value. The store below has checksums of its own, but not of every byte.
 */
final class ParcelCodec {
    private static final int FORMAT = 1;
    private static final int CHECKSUM = Integer.BYTES;
    private static final int INITIAL_SIZE = 512;

    private ParcelCodec() {
    }

    /** A parcel and when it was spooled, epoch milliseconds. */
    record Spooled(Parcel parcel, long spooledAt) {
    }

    static byte[] encode(Parcel parcel, long spooledAt) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(INITIAL_SIZE + parcel.value().length);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(0);
            out.writeByte(FORMAT);
            out.writeLong(spooledAt);
            out.writeLong(parcel.schema());
            out.writeLong(parcel.sequence());
            out.writeLong(parcel.frames());
            out.writeUTF(parcel.topic());
            out.writeUTF(parcel.key());
            out.writeUTF(parcel.origin().captureInterface());
            out.writeUTF(parcel.origin().bootId());
            out.write(parcel.value());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        byte[] encoded = bytes.toByteArray();
        ByteBuffer.wrap(encoded).putInt(0, checksum(encoded));
        return encoded;
    }

    /** Null when the bytes are not what was written. */
    static Spooled decode(byte[] encoded) {
        if (encoded.length <= CHECKSUM || ByteBuffer.wrap(encoded).getInt(0) != checksum(encoded)) {
            return null;
        }
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(encoded, CHECKSUM,
                encoded.length - CHECKSUM))) {
            if (in.readByte() != FORMAT) {
                return null;
            }
            long spooledAt = in.readLong();
            long schema = in.readLong();
            long sequence = in.readLong();
            long frames = in.readLong();
            String topic = in.readUTF();
            String key = in.readUTF();
            Parcel.Origin origin = new Parcel.Origin(in.readUTF(), in.readUTF());
            return new Spooled(new Parcel(topic, key, origin, sequence, frames, schema, in.readAllBytes()), spooledAt);
        } catch (IOException e) {
            return null;
        }
    }

    private static int checksum(byte[] encoded) {
        CRC32C checksum = new CRC32C();
        checksum.update(encoded, CHECKSUM, encoded.length - CHECKSUM);
        return (int) checksum.getValue();
    }
}

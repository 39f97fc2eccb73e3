package io.tidewatch.schemas;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * Where a record comes from, in its headers: an agent that was cut off may send a record twice, and whoever keeps state
 * drops what it has seen. {@code tw-boot} is the boot id as UTF-8, {@code tw-seq} the sequence as 8 bytes, big-endian.
 *
 * @param bootId the agent's boot id
 * @param sequence number of the record within sensor, interface and boot, from 1, over all topics
 */
public record RecordOrigin(String bootId, long sequence) {
    private static final String BOOT = "tw-boot";
    private static final String SEQUENCE = "tw-seq";

    /** Puts this origin into the headers of a record that is about to be sent. */
    public void write(Headers headers) {
        headers.add(BOOT, bootId.getBytes(StandardCharsets.UTF_8));
        headers.add(SEQUENCE, ByteBuffer.allocate(Long.BYTES).putLong(sequence).array());
    }

    /** The origin of a record, or null when its headers tell none. */
    public static RecordOrigin read(Headers headers) {
        Header boot = headers.lastHeader(BOOT);
        Header sequence = headers.lastHeader(SEQUENCE);
        if (boot == null || boot.value() == null || sequence == null || sequence.value() == null
                || sequence.value().length != Long.BYTES) {
            return null;
        }
        return new RecordOrigin(new String(boot.value(), StandardCharsets.UTF_8),
            ByteBuffer.wrap(sequence.value()).getLong());
    }
}

package io.tidewatch.e2e.lab;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Cuts a capture, and takes out of it what FRR does not look at: in 232.0.0.0/8 the records IS_EX and TO_EX, and
 * reports of version 1 and 2. Everything else stays as it is, octet for octet. For captures of the lab: little-endian
 * pcap with microseconds, Ethernet without tags, IPv4 without fragments.
 */
public final class CaptureEditor {
    private static final int FILE_HEADER = 24;
    private static final int PACKET_HEADER = 16;
    private static final int MICROSECONDS_AT = 4;
    private static final long SECOND = 1_000_000;
    private static final int CAPTURED_AT = 8;
    private static final int WIRE_AT = 12;
    private static final int MAGIC_MICROSECONDS = 0xa1b2c3d4;
    private static final int ETHERNET = 14;
    private static final int ETHERTYPE_AT = 12;
    private static final int IPV4 = 0x0800;
    private static final int IP_LENGTH_AT = 2;
    private static final int IP_PROTOCOL_AT = 9;
    private static final int IP_CHECKSUM_AT = 10;
    private static final int IGMP = 2;
    private static final int V1_REPORT = 0x12;
    private static final int V2_REPORT = 0x16;
    private static final int V3_REPORT = 0x22;
    private static final int GROUP_AT = 4;
    private static final int RECORDS_AT = 8;
    private static final int RECORD_HEADER = 8;
    private static final int ADDRESS = 4;
    private static final int IS_EX = 2;
    private static final int TO_EX = 4;
    private static final int SOURCE_SPECIFIC = 232;
    private static final int BYTE = 0xff;

    private CaptureEditor() {
    }

    /** The capture up to a moment, microseconds since 1970. */
    public static byte[] until(byte[] capture, long moment) {
        ByteBuffer in = ByteBuffer.wrap(capture).order(ByteOrder.LITTLE_ENDIAN);
        int at = FILE_HEADER;
        while (at < capture.length && in.getInt(at) * SECOND + in.getInt(at + MICROSECONDS_AT) <= moment) {
            at += PACKET_HEADER + in.getInt(at + CAPTURED_AT);
        }
        return Arrays.copyOf(capture, at);
    }

    /** The capture without them; a packet that has nothing left is left out. */
    public static byte[] withoutWronglySourceSpecific(byte[] capture) {
        ByteBuffer in = ByteBuffer.wrap(capture).order(ByteOrder.LITTLE_ENDIAN);
        if (in.getInt(0) != MAGIC_MICROSECONDS) {
            throw new IllegalArgumentException("not a little-endian pcap with microseconds");
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(capture.length);
        out.write(capture, 0, FILE_HEADER);
        int at = FILE_HEADER;
        while (at < capture.length) {
            int length = in.getInt(at + CAPTURED_AT);
            byte[] frame = Arrays.copyOfRange(capture, at + PACKET_HEADER, at + PACKET_HEADER + length);
            byte[] edited = edited(frame);
            if (edited != null) {
                byte[] header = Arrays.copyOfRange(capture, at, at + PACKET_HEADER);
                int removed = frame.length - edited.length;
                ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).putInt(CAPTURED_AT, edited.length)
                    .putInt(WIRE_AT, in.getInt(at + WIRE_AT) - removed);
                out.writeBytes(header);
                out.writeBytes(edited);
            }
            at += PACKET_HEADER + length;
        }
        return out.toByteArray();
    }

    private static byte[] edited(byte[] frame) {
        ByteBuffer packet = ByteBuffer.wrap(frame);
        if (packet.getShort(ETHERTYPE_AT) != IPV4 || frame[ETHERNET + IP_PROTOCOL_AT] != IGMP) {
            return frame;
        }
        int igmp = ETHERNET + (frame[ETHERNET] & 0xf) * 4;
        return switch (frame[igmp]) {
            case V1_REPORT, V2_REPORT -> (frame[igmp + GROUP_AT] & BYTE) == SOURCE_SPECIFIC ? null : frame;
            case V3_REPORT -> report(frame, igmp);
            default -> frame;
        };
    }

    private static byte[] report(byte[] frame, int igmp) {
        ByteBuffer packet = ByteBuffer.wrap(frame);
        ByteArrayOutputStream kept = new ByteArrayOutputStream(frame.length);
        kept.write(frame, 0, igmp + RECORDS_AT);
        int claimed = packet.getShort(igmp + RECORDS_AT - 2);
        int count = 0;
        int at = igmp + RECORDS_AT;
        for (int i = 0; i < claimed; i++) {
            int length = RECORD_HEADER + (frame[at + 1] & BYTE) * 4 + packet.getShort(at + 2) * ADDRESS;
            boolean dropped = (frame[at] == IS_EX || frame[at] == TO_EX)
                && (frame[at + GROUP_AT] & BYTE) == SOURCE_SPECIFIC;
            if (!dropped) {
                kept.write(frame, at, length);
                count++;
            }
            at += length;
        }
        if (count == claimed) {
            return frame;
        }
        return count == 0 ? null : checked(kept.toByteArray(), igmp, count);
    }

    /** With the lengths and checksums of what is left. */
    private static byte[] checked(byte[] frame, int igmp, int records) {
        ByteBuffer packet = ByteBuffer.wrap(frame);
        packet.putShort(ETHERNET + IP_LENGTH_AT, (short) (frame.length - ETHERNET));
        packet.putShort(ETHERNET + IP_CHECKSUM_AT, (short) 0);
        packet.putShort(ETHERNET + IP_CHECKSUM_AT, checksum(frame, ETHERNET, igmp));
        packet.putShort(igmp + RECORDS_AT - 2, (short) records);
        packet.putShort(igmp + 2, (short) 0);
        packet.putShort(igmp + 2, checksum(frame, igmp, frame.length));
        return frame;
    }

    /** RFC 791: the complement of the sum of 16-bit words; all lengths here are even. */
    private static short checksum(byte[] bytes, int from, int to) {
        int sum = 0;
        for (int at = from; at < to; at += 2) {
            sum += (bytes[at] & BYTE) << 8 | bytes[at + 1] & BYTE;
        }
        while (sum > 0xffff) {
            sum = (sum & 0xffff) + (sum >> 16);
        }
        return (short) ~sum;
    }
}

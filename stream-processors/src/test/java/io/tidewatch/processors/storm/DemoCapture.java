package io.tidewatch.processors.storm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The ICMPv4 errors of the lab's demo capture, by just enough of a reader: classic pcap, Ethernet, no VLAN, no IPv4
 * options in what is of interest. The real decoder is not on this module's class path.
 */
final class DemoCapture {
    private static final int FILE_HEADER = 24;
    private static final int RECORD_HEADER = 16;
    private static final int ETHERNET = 14;
    private static final int IPV4 = 20;

    private DemoCapture() {
    }

    static List<IcmpError> errors() throws IOException {
        Path file = Path.of(System.getProperty("tidewatch.root", ".."), "deploy/lab/demo.pcap");
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        List<IcmpError> errors = new ArrayList<>();
        for (int at = FILE_HEADER; at < bytes.limit();) {
            long ms = bytes.getInt(at) * 1000L + bytes.getInt(at + 4) / 1000;
            int length = bytes.getInt(at + 8);
            byte[] frame = new byte[length];
            bytes.get(at + RECORD_HEADER, frame);
            at += RECORD_HEADER + length;
            IcmpError error = error(ms, frame);
            if (error != null) {
                errors.add(error);
            }
        }
        return errors;
    }

    private static IcmpError error(long ms, byte[] frame) {
        ByteBuffer packet = ByteBuffer.wrap(frame);
        if (packet.getShort(12) != 0x0800 || frame[ETHERNET + 9] != 1) {
            return null;
        }
        int icmp = ETHERNET + (frame[ETHERNET] & 15) * 4;
        int type = frame[icmp];
        if (type != 3 && type != 11) {
            return null;
        }
        int quoted = icmp + 8;
        return new IcmpError(ms, Family.IPV4, type, frame[icmp + 1], type == 3 ? "destination_unreachable_port"
            : "time_exceeded_in_transit", address(packet, ETHERNET + 12), address(packet, ETHERNET + 16),
            quoted(packet, quoted), -1, null, 1, "lab", -1);
    }

    private static Quoted quoted(ByteBuffer packet, int at) {
        Address destination = address(packet, at + 16);
        return new Quoted(address(packet, at + 12), destination, destination.prefix(), packet.get(at + 9),
            packet.getShort(at + IPV4) & 0xffff, packet.getShort(at + IPV4 + 2) & 0xffff, packet.get(at + 8),
            packet.getShort(at + 2), -1);
    }

    private static Address address(ByteBuffer packet, int at) {
        return Address.of((packet.get(at) & 255) + "." + (packet.get(at + 1) & 255) + "."
            + (packet.get(at + 2) & 255) + "." + (packet.get(at + 3) & 255));
    }
}

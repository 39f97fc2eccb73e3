package io.tidewatch.capture.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.capture.wire.IpAddress;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The examples of RFC 5952 and RFC 4291, the corners, and random addresses read back by another implementation. */
class AddressTextTest {
    @ParameterizedTest
    @CsvSource({
        "20010db8000000000000000000000001, 2001:db8::1",
        "20010db8000000000001000000000001, 2001:db8::1:0:0:1",
        "20010db8000000010001000100010001, 2001:db8:0:1:1:1:1:1",
        "20010db8000000000000000000000000, 2001:db8::",
        "20010000000000010000000000000001, 2001:0:0:1::1",
        "20010db8aaaabbbbccccddddeeee0001, 2001:db8:aaaa:bbbb:cccc:dddd:eeee:1",
        "20010db8000000000000000200000001, 2001:db8::2:0:1",
        "00000000000000000000000000000000, ::",
        "00000000000000000000000000000001, ::1",
        "00010000000000000000000000000000, 1::",
        "00000001000000000000000000000000, 0:1::",
        "00000000000000010000000000000000, 0:0:0:1::",
        "00000000000000000000000100000000, ::1:0:0",
        "00000000000000000000ffffc0000280, ::ffff:192.0.2.128",
        "00000000000000000000fffec0000280, ::fffe:c000:280",
        "0064ff9b0000000000000000c0000221, 64:ff9b::c000:221",
        "ff020000000000000000000000000016, ff02::16",
        "fe80000000000000020c29fffe0e4c67, fe80::20c:29ff:fe0e:4c67",
        "00010002000300040005000600070008, 1:2:3:4:5:6:7:8",
        "00010000000300000005000000070000, 1:0:3:0:5:0:7:0",
        "00000002000000040000000600000008, 0:2:0:4:0:6:0:8",
        "ffffffffffffffffffffffffffffffff, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
        "00000000, 0.0.0.0",
        "ffffffff, 255.255.255.255",
        "e0000016, 224.0.0.22",
        "0a640a01, 10.100.10.1"})
    void asTheStandardWritesIt(String bits, String text) {
        assertThat(AddressText.format(IpAddress.of(HexFormat.of().parseHex(bits)))).isEqualTo(text);
    }

    @Test
    void textIsReadBackAsTheSameAddress() throws UnknownHostException {
        long seed = 5952;
        Random random = new Random(seed);
        AddressText remembered = new AddressText();
        for (int round = 0; round < 20_000; round++) {
            byte[] bits = new byte[random.nextInt(4) == 0 ? 4 : 16];
            for (int i = 0; i < bits.length; i++) {
                bits[i] = random.nextInt(3) > 0 ? 0 : (byte) random.nextInt();
            }
            IpAddress address = IpAddress.of(bits);
            String text = AddressText.format(address);
            InetAddress read = InetAddress.getByName(text);
            byte[] back = read.getAddress();
            if (bits.length == 16 && back.length == 4) {
                assertThat(text).startsWith("::ffff:");
                back = Inet6Address.getByAddress(null, bits, -1).getAddress();
            }
            assertThat(back).as("seed %d: %s", seed, text).isEqualTo(bits);
            assertThat(remembered.of(address)).isEqualTo(text);
            assertThat(remembered.of(address)).isEqualTo(text);
        }
    }

    @Test
    void macAddresses() {
        assertThat(new AddressText().ofMac(0x000c290e4c67L)).isEqualTo("00:0c:29:0e:4c:67");
        assertThat(new AddressText().ofMac(0)).isEqualTo("00:00:00:00:00:00");
    }
}

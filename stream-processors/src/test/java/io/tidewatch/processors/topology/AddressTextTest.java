package io.tidewatch.processors.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTextTest {
    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "10.0.0.5", "255.255.255.255", "224.0.0.251"})
    void ipv4(String text) {
        assertThat(AddressText.ipv4(text)).isTrue();
        assertThat(AddressText.ipv6(text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "1.2.3", "1.2.3.4.5", "1.2.3.", ".1.2.3", "1..2.3", "01.2.3.4", "1.2.3.256",
        "1.2.3.4 ", "1.2.3.a", "1.2.3.-4", "host", "lan|1.2", "1.2.3.99999999999"})
    void neither(String text) {
        assertThat(AddressText.ipv4(text)).isFalse();
        assertThat(AddressText.ipv6(text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"::", "::1", "1::", "fe80::1", "ff02::1:ff00:1", "2001:db8::1:0:0:1",
        "2001:db8:0:1:1:1:1:1", "1:2:3:4:5:6:7:8", "0:1:0:1:0:1:0:1", "1:0:0:2::3"})
    void ipv6(String text) {
        assertThat(AddressText.ipv6(text)).isTrue();
        assertThat(AddressText.ipv4(text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {":", ":::", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "FE80::1", "fe80::01", "1::2::3", "::1:",
        ":1::", "12345::", "g::", "fe80::1%eth0", "1::2:3:4:5:6:7:8", "2001:db8:0:0:1:0:0:1", "2001:db8::1:1:1:1:1",
        "0:0:1:2:3:4:5:6", "1:0:0:2:0:0:0:3", "1::2:0:0:0:3", "::ffff:1.2.3.4"})
    void notInTheOneForm(String text) {
        assertThat(AddressText.ipv6(text)).isFalse();
    }

    /** Of the texts of one address, exactly one passes: otherwise one host could be two. */
    @Test
    void oneTextForEachAddress() throws UnknownHostException {
        Random random = new Random(7);
        for (int i = 0; i < 2000; i++) {
            int[] groups = new int[8];
            for (int g = 0; g < 8; g++) {
                groups[g] = random.nextInt(3) == 0 ? random.nextInt(0x10000) : random.nextInt(2);
            }
            Set<String> passed = new HashSet<>();
            for (int start = 0; start <= 8; start++) {
                for (int end = start; end <= 8; end++) {
                    String text = text(groups, start, end);
                    if (text != null && AddressText.ipv6(text)) {
                        passed.add(text);
                        assertThat(((Inet6Address) Inet6Address.getByName(text)).getAddress()[15] & 0xff)
                            .isEqualTo(groups[7] & 0xff);
                    }
                }
            }
            assertThat(passed).as("seed 7, %s", Arrays.toString(groups)).hasSize(1);
        }
    }

    /** With the zero groups from start to end left out; null when they are not zero. */
    private static String text(int[] groups, int start, int end) {
        StringBuilder text = new StringBuilder();
        for (int g = 0; g < 8; g++) {
            if (g >= start && g < end) {
                if (groups[g] != 0) {
                    return null;
                }
                text.append(g == start ? "::" : "");
            } else {
                text.append(g == 0 || g == end && end > start ? "" : ":").append(Integer.toHexString(groups[g]));
            }
        }
        return text.toString();
    }

    @Test
    void kinds() {
        assertThat(AddressText.multicast4("223.255.255.255")).isFalse();
        assertThat(AddressText.multicast4("224.0.0.0")).isTrue();
        assertThat(AddressText.multicast4("239.255.255.255")).isTrue();
        assertThat(AddressText.multicast4("240.0.0.0")).isFalse();
        assertThat(AddressText.multicast6("ff02::1")).isTrue();
        assertThat(AddressText.multicast6("ff::1")).isFalse();
        assertThat(AddressText.linkLocal6("fe80::1")).isTrue();
        assertThat(AddressText.linkLocal6("febf::1")).isTrue();
        assertThat(AddressText.linkLocal6("fec0::1")).isFalse();
        assertThat(AddressText.linkLocal6("fe8::1")).isFalse();
    }
}

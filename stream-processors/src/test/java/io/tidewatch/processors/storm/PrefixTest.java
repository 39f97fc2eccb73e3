package io.tidewatch.processors.storm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrefixTest {
    @ParameterizedTest
    @CsvSource({
        "198.51.100.7, 198.51.100.0/24",
        "0.0.0.0, 0.0.0.0/24",
        "2001:db8:1:2:3:4:5:6, 2001:db8:1:2::/64",
        "2001:db8::1, 2001:db8::/64",
        "2001:db8:0:1::9, 2001:db8:0:1::/64",
        "2001:db8:0:1:0:0:0:9, 2001:db8:0:1::/64",
        "1::2:3:4:5:6:7, 1:0:2:3::/64",
        "::2:3:4:5:6:7:8, 0:2:3:4::/64",
        "fe80::ff:fe20:2, fe80::/64",
        "::1, ::/64",
        "::, ::/64",
        "::ffff:192.0.2.1, ::/64",
    })
    void isTheNetwork(String address, String prefix) {
        assertThat(Prefix.of(address)).isEqualTo(prefix);
    }

    @ParameterizedTest
    @CsvSource({"2001:db8:1:2::/64, 2001:db8:1::/48", "2001:db8::/64, 2001:db8::/48", "0:2:3:4::/64, 0:2:3::/48",
        "::/64, ::/48", "198.51.100.0/24,"})
    void isInTheNetworkAround(String prefix, String network) {
        assertThat(Prefix.network(prefix)).isEqualTo(network);
        assertThat(Prefix.network("")).isNull();
    }

    @ParameterizedTest
    @CsvSource({"223.255.255.255, false", "224.0.0.1, true", "239.1.2.3, true", "240.0.0.1, false", "ff02::1, true",
        "ff::1, false", "fe80::1, false"})
    void knowsMulticast(String address, boolean multicast) {
        assertThat(Prefix.multicast(address)).isEqualTo(multicast);
    }
}

package io.tidewatch.processors.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {
    @ParameterizedTest
    @CsvSource({"239.1.1.1,239.1.1.1", "FF05::0001:3,ff05::1:3", "ff05:0:0:0:0:0:1:3,ff05::1:3", "::,::", "::1,::1",
        "2001:db8:0:1:1:1:1:1,2001:db8:0:1:1:1:1:1", "2001:db8:0:0:1:0:0:1,2001:db8::1:0:0:1",
        "1:0:0:2:0:0:0:3,1:0:0:2::3", "::ffff:192.0.2.1,::ffff:192.0.2.1", "::ffff:c000:201,::ffff:192.0.2.1",
        "fe80:0:0:0:0:0:0:0,fe80::"})
    void asTheTopicsWriteIt(String typed, String canonical) {
        assertThat(Address.canonical("it", typed)).isEqualTo(canonical);
    }

    @ParameterizedTest
    @CsvSource({"02:00:00:00:00:0A,02:00:00:00:00:0a", "02-00-00-00-00-0a,02:00:00:00:00:0a", "FE80::1,fe80::1",
        "a:b:c:d:e:f:1:2,a:b:c:d:e:f:1:2"})
    void aHostMayBeGivenByItsMacAddress(String typed, String canonical) {
        assertThat(Address.canonicalHost("it", typed)).isEqualTo(canonical);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1.2.3", "256.1.1.1", "1.2.3.4.5", "fe80::1%eth0", "::1::", "12345::", "localhost",
        "example.net", "1:2:3:4:5:6:7:8:9", ":", "0x7f.1.1.1"})
    void whatIsNone(String typed) {
        assertThatThrownBy(() -> Address.canonical("it", typed)).isInstanceOf(Problem.class)
            .hasMessage("it is not an IP address: give one like 239.1.2.3 or ff05::1:3.");
    }
}

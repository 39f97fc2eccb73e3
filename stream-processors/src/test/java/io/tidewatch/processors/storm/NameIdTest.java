package io.tidewatch.processors.storm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class NameIdTest {
    @Test
    void isVersionFiveOfItsName() {
        UUID id = UUID.fromString(NameId.of("icmp.storm|x|1"));

        assertThat(id.version()).isEqualTo(5);
        assertThat(id.variant()).isEqualTo(2);
        // Made with Python: uuid.uuid5(UUID('5b2f8c1e-6f0a-5d43-9a77-0c6d1e2f3a4b'), 'icmp.storm|x|1')
        assertThat(id).hasToString("964a70f4-ca65-558a-a5f7-b3eeac8669d8");
        assertThat(NameId.of("icmp.storm|x|2")).isNotEqualTo(id.toString());
    }
}

package io.tidewatch.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class RecordOriginTest {
    @Test
    void whatIsWrittenReadsTheSame() {
        RecordHeaders headers = new RecordHeaders();
        new RecordOrigin("b1", 1L << 40).write(headers);
        assertThat(RecordOrigin.read(headers)).isEqualTo(new RecordOrigin("b1", 1L << 40));
    }

    @Test
    void noneOrADamagedOneIsNone() {
        RecordHeaders headers = new RecordHeaders();
        assertThat(RecordOrigin.read(headers)).isNull();
        headers.add("tw-boot", new byte[] {'b'});
        headers.add("tw-seq", new byte[3]);
        assertThat(RecordOrigin.read(headers)).isNull();
        headers.add("tw-seq", null);
        assertThat(RecordOrigin.read(headers)).isNull();
    }
}

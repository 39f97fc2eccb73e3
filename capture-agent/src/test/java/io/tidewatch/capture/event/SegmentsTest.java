package io.tidewatch.capture.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SegmentsTest {
    @Test
    void thePlaceOfCaptureIsTheName() {
        Segments segments = new Segments("lab1", Map.of());
        assertThat(segments.of("eth0", List.of())).isEqualTo("lab1:eth0");
        assertThat(segments.of("eth0", List.of(100))).isEqualTo("lab1:eth0:100");
        assertThat(segments.of("eth0", List.of(100, 7))).isEqualTo("lab1:eth0:100.7");
        assertThat(segments.of("eth0", List.of(0))).isEqualTo("lab1:eth0");
        assertThat(segments.of("eth0", List.of(0, 7))).isEqualTo("lab1:eth0:7");
    }

    @Test
    void configurationGivesAPlaceAnotherName() {
        Segments segments = new Segments("lab1", Map.of("lab1:eth0:100", "office", "lab1:eth0", "core"));
        assertThat(segments.of("eth0", List.of(100))).isEqualTo("office");
        assertThat(segments.of("eth0", List.of())).isEqualTo("core");
        assertThat(segments.of("eth0", List.of(101))).isEqualTo("lab1:eth0:101");
        assertThatThrownBy(() -> new Segments("lab1", Map.of("lab1:eth0", "a|b")))
            .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("'a|b'");
    }

    @Test
    void whateverTheNamesTheSegmentIsAName() {
        Random random = new Random(3);
        for (int round = 0; round < 500; round++) {
            String sensor = random.ints(random.nextInt(300), 1, 70_000).collect(StringBuilder::new,
                StringBuilder::appendCodePoint, StringBuilder::append).toString();
            Segments segments = new Segments(sensor, Map.of());
            String face = Segments.plain(new StringBuilder(sensor).reverse().toString());
            assertThat(segments.of(face, List.of(4095, 4095, 4095, 4095, 4095, 4095, 4095, 4095)))
                .matches(Segments.NAME);
        }
    }

    @Test
    void randomStacksDoNotFillTheMemory() {
        Segments segments = new Segments("s", Map.of());
        for (int i = 0; i < 20_000; i++) {
            segments.of("eth0", List.of(i & 0xfff, i >> 3 & 0xfff));
        }
        assertThat(segments.remembered()).isLessThanOrEqualTo(4096);
    }
}

package io.tidewatch.capture.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every committed input and every seed, without the fuzzer: what was found once stays mended. */
class FuzzCorpusTest {
    @ParameterizedTest
    @EnumSource(FuzzTarget.class)
    void nothingIsFound(FuzzTarget target) {
        assertThat(FuzzCorpus.all(target)).isNotEmpty().allSatisfy(input ->
            assertThatCode(() -> target.run(input)).as(HexFormat.of().formatHex(input)).doesNotThrowAnyException());
    }
}

package io.tidewatch.capture.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The closed list of defects is the documented one. */
class DefectTest {
    @Test
    void everyDefectHasItsOwnDottedName() {
        assertThat(Defect.values()).extracting(Defect::dotted).doesNotHaveDuplicates()
            .allMatch(name -> name.matches("[a-z0-9]+\\.[a-z_]+"));
    }

    @Test
    void theTableOfTheReadmeIsTheList() throws IOException {
        List<String> expected = Arrays.stream(Defect.values()).map(defect -> "| `" + defect.dotted() + "` | "
            + defect.severity().name().toLowerCase(java.util.Locale.ROOT) + " | " + defect.about() + " |").toList();
        List<String> rows = Files.readAllLines(Path.of("README.md")).stream()
            .filter(line -> line.matches("\\| `[a-z0-9]+\\.[a-z_]+` \\| (fatal|anomaly) .*")).toList();
        assertThat(rows).isEqualTo(expected);
    }
}

package io.tidewatch.processors.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The README lists the resources as they are. */
class ReadmeTest {
    @Test
    void everyPathWithItsParameters() throws IOException {
        List<String> rows = Files.readAllLines(Path.of("README.md")).stream().filter(line -> line.startsWith("| `/"))
            .toList();
        assertThat(rows).containsExactlyElementsOf(ServedState.routes().stream().map(ReadmeTest::row).toList());
    }

    private static String row(Route route) {
        String parameters = route.parameters().stream().map(Param::label).collect(Collectors.joining(" "));
        return "| `" + route.path() + "` |" + (parameters.isEmpty() ? "" : " `" + parameters + "`") + " | "
            + route.about() + " |";
    }
}

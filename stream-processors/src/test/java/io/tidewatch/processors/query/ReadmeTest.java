package io.tidewatch.processors.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.processors.SampleAlerts;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The README promises paths and parameters: each is tried. */
class ReadmeTest {
    private static final Pattern ROW = Pattern.compile("\\| `(/[^`]*)` \\|(?: `([^`]*)`)? \\|.*");
    private static final Map<String, String> VALUES = Map.of("limit", "10", "cursor", "", "asOf",
        "2026-01-01T00:00:20Z", "family", "ipv4", "group", "239.", "from", "0", "to", "1767225620000", "status",
        "active", "segment", "lab");

    @Test
    void everyPathWithEachOfItsParameters() throws IOException {
        List<Matcher> rows = Files.readAllLines(Path.of("README.md")).stream().map(ROW::matcher)
            .filter(Matcher::matches).toList();
        assertThat(rows).hasSize(13);
        try (ServedState api = new ServedState("")) {
            for (Matcher row : rows) {
                String path = row.group(1).replace("{segment}", "a%2Fb").replace("{group}", "239.1.1.1")
                    .replace("{address}", "10.0.0.5").replace("{id}", SampleAlerts.open().getAlertId());
                requireAnswer(api.get(path));
                for (String parameter : row.group(2) == null ? new String[0] : row.group(2).split(" ")) {
                    requireAnswer(api.get(path + '?' + parameter + '=' + VALUES.get(parameter)));
                }
            }
        }
    }

    private static void requireAnswer(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.uri() + " " + answer.body()).isEqualTo(200);
    }
}

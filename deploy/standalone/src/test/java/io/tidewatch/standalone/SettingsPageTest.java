package io.tidewatch.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class SettingsPageTest {
    @Test
    void thePageSaysWhatTheCodeSays() throws IOException {
        GeneratedFile.check("deploy/settings.md", SettingsPage.text());
    }

    @Test
    void everyKeyHasASentence() {
        assertThat(SettingsPage.text().lines().filter(line -> line.startsWith("| `"))).hasSizeGreaterThan(80)
            .allMatch(line -> line.endsWith(". |"));
    }
}

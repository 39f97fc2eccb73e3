package io.tidewatch.standalone;

import io.tidewatch.capture.AgentConfig;
import io.tidewatch.processors.ProcessorsConfig;
import io.tidewatch.processors.siem.sink.SinkConfig;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.ValidList;
import org.apache.kafka.common.config.ConfigDef.ValidString;

/** The reference of all settings as a page for people, from what the processes themselves are told. */
final class SettingsPage {
    private static final String HEAD = """
        # Settings

        Made from the code by `SettingsPageTest`, which also tells when it is not what the code says.

        From a properties file (`--config`), over it the environment (`capture.file` is `TIDEWATCH_CAPTURE_FILE`), over
        both `--set KEY=VALUE` and the options. An unknown key is an error. `--print-config` shows what would hold,
        `--check-config` whether it does. A secret may stand elsewhere: `${file:PATH:KEY}` with Kafka's
        [config providers](https://kafka.apache.org/documentation/#config_providers), `config.providers=file` and
        `config.providers.file.class=org.apache.kafka.common.config.provider.FileConfigProvider`; it is never printed.
        Keys under `kafka.` and `registry.` go to Kafka's clients and the registry's, such as
        `kafka.security.protocol`: see [security](security/README.md).
        """;

    private SettingsPage() {
    }

    /** The page. */
    static String text() {
        Map<String, Collection<ConfigKey>> processes = new LinkedHashMap<>();
        processes.put("The capture agent", AgentConfig.definition().configKeys().values());
        processes.put("The processors", ProcessorsConfig.definition().configKeys().values());
        processes.put("A sink", SinkConfig.definition().configKeys().values());
        List<String> shared = processes.values().iterator().next().stream().map(SettingsPage::row)
            .filter(row -> processes.values().stream().allMatch(keys -> keys.stream().map(SettingsPage::row)
                .anyMatch(row::equals))).toList();
        StringBuilder page = new StringBuilder(HEAD);
        section(page, "Every process", shared);
        processes.forEach((process, keys) -> section(page, process, keys.stream().map(SettingsPage::row)
            .filter(row -> !shared.contains(row)).toList()));
        return page.toString();
    }

    private static void section(StringBuilder page, String title, List<String> rows) {
        page.append("\n## ").append(title).append("\n\n| key | default | takes | meaning |\n|---|---|---|---|\n");
        rows.forEach(row -> page.append(row).append('\n'));
    }

    private static String row(ConfigKey key) {
        return "| `" + key.name + "` | " + usual(key) + " | " + takes(key) + " | " + key.documentation + " |";
    }

    private static String usual(ConfigKey key) {
        if (!key.hasDefault()) {
            return "(required)";
        }
        String text = key.defaultValue instanceof List<?> list ? list.stream().map(String::valueOf)
            .collect(Collectors.joining(",")) : key.defaultValue == null ? "" : key.defaultValue.toString();
        return text.isEmpty() ? "" : '`' + text + '`';
    }

    /** The kind of value, and which of them, from the words in which validators tell of themselves. */
    private static String takes(ConfigKey key) {
        String kind = key.type == Type.PASSWORD ? "secret" : key.type == Type.STRING ? "text"
            : key.type == Type.INT || key.type == Type.LONG ? "integer" : key.type == Type.DOUBLE ? "number"
            : key.type == Type.BOOLEAN ? "true, false" : key.type.name().toLowerCase(Locale.ROOT);
        if (key.validator instanceof Range range) {
            return kind + ", " + range.toString().replaceAll("[\\[\\]]", "").replace(",...,", " to ")
                .replace("...,", "at most ").replace(",...", " or more");
        }
        if (key.validator instanceof ValidString || key.validator instanceof ValidList) {
            String listed = key.validator.toString().replaceAll(".*\\[|].*", "").replaceAll("^, ", "");
            return key.type == Type.LIST ? "list of " + listed : listed;
        }
        return kind;
    }
}

package io.tidewatch.processors;

import java.util.HashMap;
import java.util.Map;

/** Configurations that lack nothing. */
final class Configs {
    private Configs() {
    }

    /** The least that must be said, and these settings: key, value, key, value. */
    static ProcessorsConfig with(String... settings) {
        Map<String, String> all = new HashMap<>(Map.of(ProcessorsConfig.BOOTSTRAP_SERVERS, "127.0.0.1:9092",
            ProcessorsConfig.SCHEMA_REGISTRY_URL, "http://127.0.0.1:8081"));
        for (int i = 0; i < settings.length; i += 2) {
            all.put(settings[i], settings[i + 1]);
        }
        return ProcessorsConfig.of(all);
    }
}

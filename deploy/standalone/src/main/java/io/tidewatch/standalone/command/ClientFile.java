package io.tidewatch.standalone.command;

import io.tidewatch.schemas.OperatorError;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/** The file of {@code --command-config}: settings of a client by its own names, secrets from where they are kept. */
final class ClientFile {
    private ClientFile() {
    }

    /**
     * What it says; nothing where there is none.
     *
     * @throws OperatorError when it can't be read
     */
    static Map<String, Object> read(Path file) {
        if (file == null) {
            return Map.of();
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw unread(file, e);
        }
        try {
            Map<String, Object> settings =
                new HashMap<>(new AbstractConfig(new ConfigDef(), properties, Map.of(), false).originals());
            settings.keySet().removeIf(key -> key.startsWith("config.providers"));
            return settings;
        } catch (ConfigException e) {
            throw unread(file, e);
        }
    }

    private static OperatorError unread(Path file, Exception cause) {
        return OperatorError.failed("The file " + file + " could not be read", cause.toString(),
            "Give --command-config a Java properties file", cause);
    }
}

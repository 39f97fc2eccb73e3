package io.tidewatch.capture;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;

/** Where an agent keeps what has to outlive it: as systemd says, else as the XDG Base Directory Specification does. */
final class StateDirectory {
    private StateDirectory() {
    }

    /**
     * The folder of a sensor's spool; null when none is wanted.
     *
     * @param configured a folder, {@code off}, or empty for the usual place
     * @param environment the process's variables
     */
    static Path spool(String configured, String sensor, Map<String, String> environment) {
        if (configured.equals(AgentConfig.OFF)) {
            return null;
        }
        Path folder = configured.isEmpty() ? usual(environment).resolve("spool") : Path.of(configured);
        // Names of sensors may have slashes and dots in them.
        return folder.resolve(URLEncoder.encode(sensor, StandardCharsets.UTF_8).replace(".", "%2E"))
            .toAbsolutePath();
    }

    private static Path usual(Map<String, String> environment) {
        String systemd = environment.getOrDefault("STATE_DIRECTORY", "");
        if (!systemd.isEmpty()) {
            // A unit may have several.
            return path(systemd.split(":")[0]);
        }
        String xdg = environment.getOrDefault("XDG_STATE_HOME", "");
        return (xdg.isEmpty() ? path(System.getProperty("user.home")).resolve(".local/state") : path(xdg))
            .resolve("tidewatch");
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("the environment names a folder that can't be: " + e.getMessage(), e);
        }
    }
}

package io.tidewatch.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The bill of materials (CycloneDX): the name of each jar that it says is shipped, and the digest of it. */
final class BillOfMaterials {
    /** What the build made. */
    static final Path BUILT = Command.ROOT.resolve("deploy/debian/target/tidewatch.cdx.json");

    private BillOfMaterials() {
    }

    /** Fails unless the jars of a folder are those of a bill, no more and no fewer, byte for byte. */
    static void assertNames(Path bill, Path folder) {
        assertThat(named(bill)).isEqualTo(shipped(folder));
    }

    private static Map<String, String> named(Path bill) {
        try {
            Map<String, String> jars = new TreeMap<>();
            JsonNode components = Command.JSON.readTree(bill.toFile()).path("components");
            for (JsonNode component : components) {
                String classifier = component.path("purl").asText().replaceAll("[^?]*(\\?(.*&)?classifier=([^&]*))?.*",
                    "$3");
                jars.put(component.path("name").asText() + '-' + component.path("version").asText()
                    + (classifier.isEmpty() ? "" : '-' + classifier) + ".jar", digest(component));
            }
            assertThat(jars).hasSameSizeAs(components);
            return jars;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String digest(JsonNode component) {
        for (JsonNode hash : component.path("hashes")) {
            if (hash.path("alg").asText().equals("SHA-256")) {
                return hash.path("content").asText();
            }
        }
        return "no digest";
    }

    private static Map<String, String> shipped(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            Map<String, String> jars = new TreeMap<>();
            for (Path file : files.toList()) {
                jars.put(file.getFileName().toString(), HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256")
                    .digest(Files.readAllBytes(file))));
            }
            return jars;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}

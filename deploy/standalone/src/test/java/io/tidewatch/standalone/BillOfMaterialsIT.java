package io.tidewatch.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The bill of materials of a release names every library in it, and where one can look for it. */
class BillOfMaterialsIT {
    private static final Path RELEASE = Launched.ROOT.resolve("deploy/standalone/target/tidewatch");

    @Test
    void namesEveryLibrary() throws IOException {
        JsonNode bill = new ObjectMapper().readTree(RELEASE.resolve("sbom.json").toFile());
        assertThat(bill.path("bomFormat").asText()).isEqualTo("CycloneDX");
        Set<String> named = new TreeSet<>();
        named.add(file(bill.path("metadata").path("component")));
        bill.path("components").forEach(component -> {
            assertThat(component.path("purl").asText()).startsWith("pkg:maven/");
            named.add(file(component));
        });
        try (Stream<Path> libraries = Files.list(RELEASE.resolve("lib"))) {
            assertThat(libraries.map(library -> library.getFileName().toString()))
                .containsExactlyInAnyOrderElementsOf(named);
        }
    }

    private static String file(JsonNode component) {
        return component.path("name").asText() + '-' + component.path("version").asText() + ".jar";
    }
}

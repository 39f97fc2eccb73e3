package io.tidewatch.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who looks for a library with a hole in it finds in the bill of materials what really is shipped. */
@Timeout(60)
class BillOfMaterialsIT {
    @BeforeAll
    static void made() {
        Needs.built(BillOfMaterials.BUILT, "a build that is not offline");
    }

    @Test
    void namesWhatIsShippedAndNothingElse() {
        BillOfMaterials.assertNames(BillOfMaterials.BUILT, Command.ROOT.resolve(
            "deploy/standalone/target/tidewatch/lib"));
    }

    /** Coordinates by which advisories are found, and the license of each. */
    @Test
    void saysWhatEachIsCalledAndLicensedAs() throws IOException {
        JsonNode bill = Command.JSON.readTree(BillOfMaterials.BUILT.toFile());
        assertThat(bill.path("metadata").path("component").path("name").asText()).isEqualTo("tidewatch-debian");
        assertThat(bill.path("components").findValuesAsText("purl")).hasSizeGreaterThan(80)
            .contains("pkg:maven/org.apache.kafka/kafka-clients@4.3.1?type=jar")
            .allMatch(purl -> purl.matches("pkg:maven/[^/@]+/[^/@]+@[^?]+\\?.*type=jar"));
        List<String> unlicensed = bill.path("components").valueStream().filter(component -> component.path("licenses")
            .isEmpty()).map(component -> component.path("name").asText()).toList();
        assertThat(unlicensed).isEmpty();
    }
}

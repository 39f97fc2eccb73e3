package io.tidewatch.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import io.confluent.kafka.schemaregistry.CompatibilityLevel;
import io.confluent.kafka.schemaregistry.ParsedSchemaHolder;
import io.confluent.kafka.schemaregistry.SimpleParsedSchemaHolder;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaFormatter;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Holds the schemas to the rules of the contract and to what was released. {@code released/NAME.N.avsc} is version N of
 * the record NAME; to release a change, run this test with {@code -Dtidewatch.release=true} and commit what it writes.
 */
class ContractTest {
    private static final Path RELEASED = Path.of(System.getProperty("tidewatch.root"), "schemas", "released");

    static Stream<Schema> contracts() {
        return new Topics(Topics.DEFAULT_PREFIX).all().stream().filter(Topic::avro)
            .<Class<? extends SpecificRecord>>map(Topic::recordType).distinct()
            .map(type -> org.apache.avro.specific.SpecificData.get().getSchema(type));
    }

    @ParameterizedTest
    @MethodSource("contracts")
    void everythingReleasedCanBeReadAndReadsUs(Schema schema) throws IOException {
        List<Schema> released = released(schema.getName());
        AvroSchema current = new AvroSchema(schema);
        List<ParsedSchemaHolder> previous = new ArrayList<>();
        released.forEach(version -> previous.add(new SimpleParsedSchemaHolder(new AvroSchema(version))));
        assertThat(current.isCompatible(CompatibilityLevel.FULL_TRANSITIVE, previous))
            .as("incompatibilities of %s with what was released", schema.getName()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("contracts")
    void theNewestReleaseIsWhatWeWrite(Schema schema) throws IOException {
        List<Schema> released = released(schema.getName());
        if (Boolean.getBoolean("tidewatch.release") && (released.isEmpty() || !same(schema, released))) {
            Files.writeString(RELEASED.resolve(schema.getName() + "." + (released.size() + 1) + ".avsc"),
                SchemaFormatter.format("json/pretty", schema) + "\n");
            released = released(schema.getName());
        }
        assertThat(released).as("released versions of %s", schema.getName()).isNotEmpty();
        assertThat(same(schema, released)).as("%s equals its newest released version; to release the change, see the "
            + "head of this test", schema.getName()).isTrue();
    }

    private static boolean same(Schema schema, List<Schema> released) {
        return released.get(released.size() - 1).toString().equals(schema.toString());
    }

    private static List<Schema> released(String name) throws IOException {
        List<Schema> versions = new ArrayList<>();
        for (int version = 1; ; version++) {
            Path file = RELEASED.resolve(name + "." + version + ".avsc");
            if (!Files.exists(file)) {
                return versions;
            }
            versions.add(new Schema.Parser().parse(Files.readString(file)));
        }
    }

    @ParameterizedTest
    @MethodSource("contracts")
    void everyPartIsDocumentedAndOfAnAllowedType(Schema schema) {
        check(schema, schema.getName(), new HashSet<>());
    }

    private static void check(Schema schema, String where, Set<String> seen) {
        switch (schema.getType()) {
            case RECORD -> {
                assertThat(schema.getDoc()).as("doc of %s", where).isNotBlank();
                if (seen.add(schema.getFullName())) {
                    schema.getFields().forEach(field -> {
                        String name = schema.getName() + "." + field.name();
                        assertThat(field.doc()).as("doc of %s", name).isNotBlank();
                        assertThat(field.name()).as("name").matches("[a-z][a-z0-9_]*");
                        check(field.schema(), name, seen);
                    });
                }
            }
            case ENUM -> {
                assertThat(schema.getDoc()).as("doc of %s", where).isNotBlank();
                assertThat(schema.getEnumDefault()).as("default symbol of %s", where).isNotNull();
            }
            case UNION -> {
                assertThat(schema.getTypes()).as("union of %s", where).hasSize(2);
                assertThat(schema.getTypes().get(0).getType()).isEqualTo(Schema.Type.NULL);
                check(schema.getTypes().get(1), where, seen);
            }
            case ARRAY -> check(schema.getElementType(), where, seen);
            case LONG -> {
                LogicalType type = schema.getLogicalType();
                assertThat(type == null || type instanceof LogicalTypes.TimestampMillis
                    || type instanceof LogicalTypes.TimestampMicros).as("logical type of %s", where).isTrue();
            }
            case STRING, INT, BOOLEAN, DOUBLE -> assertThat(schema.getLogicalType()).as(where).isNull();
            default -> throw new AssertionError("no " + schema.getType() + " in the contract: " + where);
        }
    }

    @Test
    void everyReleasedFileIsOfARecordThatExists() throws IOException {
        Set<String> names = new HashSet<>(contracts().map(Schema::getName).toList());
        try (Stream<Path> files = Files.list(RELEASED)) {
            assertThat(files.map(file -> file.getFileName().toString().replaceAll("\\.\\d+\\.avsc$", "")).toList())
                .isSubsetOf(names);
        }
    }
}

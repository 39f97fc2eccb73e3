package io.tidewatch.capture.publish;

import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/** The emptiest value that a schema allows. */
final class BlankRecord {
    private BlankRecord() {
    }

    static SpecificRecord of(Schema schema) {
        SpecificRecord record = (SpecificRecord) SpecificData.newInstance(SpecificData.get().getClass(schema), schema);
        for (Schema.Field field : schema.getFields()) {
            record.put(field.pos(), blank(field.schema()));
        }
        return record;
    }

    private static Object blank(Schema schema) {
        if (schema.getLogicalType() != null) {
            return java.time.Instant.EPOCH;
        }
        return switch (schema.getType()) {
            case STRING -> "";
            case INT -> 0;
            case LONG -> 0L;
            case FLOAT -> 0f;
            case DOUBLE -> 0d;
            case BOOLEAN -> false;
            case ARRAY -> List.of();
            case ENUM -> SpecificData.get().createEnum(schema.getEnumSymbols().get(0), schema);
            case RECORD -> of(schema);
            case UNION -> null;
            case MAP, BYTES, FIXED, NULL -> throw new IllegalArgumentException("the contract has no " + schema);
        };
    }
}

package io.tidewatch.schemas;

import org.apache.avro.specific.SpecificRecordBase;

/** What the records of the contract have beside what Avro gives them; {@code record.vm} makes it of their schemas. */
abstract class WrittenRecord extends SpecificRecordBase {
    private static final long serialVersionUID = 1L;

    /** Writes the fields, byte for byte as Avro's {@code SpecificDatumWriter} does. */
    abstract void write(BinaryOutput out);
}

package io.tidewatch.capture.publish;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.tidewatch.schemas.Topic;
import java.io.OutputStream;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

class BlankRecordTest {
    @Test
    void everySchemaOfTheContractAllowsItsBlank() {
        for (Topic<? extends SpecificRecord> topic : Events.TOPICS.all()) {
            if (topic.avro()) {
                assertThatCode(() -> new SpecificDatumWriter<SpecificRecord>(topic.schema()).write(
                    BlankRecord.of(topic.schema()), EncoderFactory.get().directBinaryEncoder(
                        OutputStream.nullOutputStream(), null))).as(topic.name()).doesNotThrowAnyException();
            }
        }
    }
}

package io.tidewatch.processors.topology;

import io.tidewatch.processors.topology.state.HeaderRow;
import io.tidewatch.processors.topology.state.WaitingRow;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * An event and the record that brought it.
 *
 * @param event the event
 * @param bytes the record's value as it came
 * @param headers its headers
 * @param timestamp its timestamp, epoch milliseconds
 * @param origin where it came from
 */
record Heard(MembershipEvent event, byte[] bytes, Headers headers, long timestamp, DeadLetter.Origin origin) {

    static DeadLetter.Origin origin(RecordMetadata metadata) {
        return new DeadLetter.Origin(metadata.topic(), metadata.partition(), metadata.offset());
    }

    WaitingRow row() {
        List<HeaderRow> kept = new ArrayList<>();
        for (Header header : headers) {
            kept.add(new HeaderRow(header.key(), header.value() == null ? null : ByteBuffer.wrap(header.value())));
        }
        return new WaitingRow(ByteBuffer.wrap(bytes), kept, timestamp, origin.topic(), origin.partition(),
            origin.offset());
    }

    static Heard of(WaitingRow row, Deserializer<MembershipEvent> events) {
        RecordHeaders headers = new RecordHeaders();
        for (HeaderRow header : row.getHeaders()) {
            headers.add(header.getName(), header.getValue() == null ? null : StateSerde.bytes(header.getValue()));
        }
        byte[] bytes = StateSerde.bytes(row.getValue());
        return new Heard(events.deserialize(row.getTopic(), bytes), bytes, headers, row.getTimestamp(),
            new DeadLetter.Origin(row.getTopic(), row.getPartition(), row.getOffset()));
    }
}

package io.tidewatch.processors.siem.sink;

import java.io.IOException;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Takes the records that can't be delivered; returns when they are safe. */
interface DeadLetterOffice extends AutoCloseable {
    /**
     * Sets one aside, byte for byte, with the reason in its headers.
     *
     * @throws IOException when it is not safe there: it is to be read and sent again
     */
    void take(ConsumerRecord<String, byte[]> record, String reason) throws IOException;

    @Override
    void close();
}

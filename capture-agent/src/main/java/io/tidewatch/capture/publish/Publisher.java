package io.tidewatch.capture.publish;

import io.tidewatch.capture.event.PacketEvent;
import io.tidewatch.schemas.SensorStatus;
import java.util.List;
import java.util.function.Supplier;

/** Takes the records of capture interfaces and sees them to the broker in the order given. */
public interface Publisher extends AutoCloseable {
    /**
     * Hands over one record; returns without waiting for the broker unless all buffers are full.
     *
     * @param sequence its number within the origin that the books are of, from 1
     */
    void publish(PacketEvent event, long sequence, Delivery books);

    /**
     * Tells how far the interfaces are. Where there are transactions, these statuses and all records since the last
     * checkpoint become visible together, or not at all; that may be later.
     *
     * @param statuses makes them, when as much as can be is settled of what was handed over before
     * @throws PublishException when a transaction failed: nothing since the checkpoint before it was published
     */
    void checkpoint(Supplier<List<SensorStatus>> statuses);

    /** Waits, within bounds, for what was handed over; what is not at a checkpoint then is given up where it can be. */
    @Override
    void close();
}

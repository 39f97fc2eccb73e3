package io.tidewatch.capture;

import io.tidewatch.capture.event.PacketEvent;
import io.tidewatch.capture.publish.Delivery;
import io.tidewatch.capture.publish.Publisher;
import io.tidewatch.schemas.RecordOrigin;
import io.tidewatch.schemas.SensorStatus;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Acknowledges when the test says so; holds what it was told. */
final class HeldBroker implements Publisher {
    final List<Delivery> waiting = new CopyOnWriteArrayList<>();
    final List<RecordOrigin> records = new CopyOnWriteArrayList<>();
    final List<PacketEvent> events = new CopyOnWriteArrayList<>();
    final List<SensorStatus> statuses = new CopyOnWriteArrayList<>();
    volatile boolean away;
    volatile boolean closed;

    @Override
    public void publish(PacketEvent event, RecordOrigin origin, Delivery delivery) {
        records.add(origin);
        events.add(event);
        if (away) {
            waiting.add(delivery);
        } else {
            delivery.acknowledged();
        }
    }

    @Override
    public void checkpoint(List<SensorStatus> told) {
        statuses.addAll(told);
    }

    SensorStatus last() {
        return statuses.get(statuses.size() - 1);
    }

    @Override
    public void close() {
        closed = true;
    }
}

package io.tidewatch.capture;

import io.tidewatch.capture.event.PacketEvent;
import io.tidewatch.capture.publish.Delivery;
import io.tidewatch.capture.publish.Publisher;
import io.tidewatch.capture.publish.Receipt;
import io.tidewatch.schemas.GmpEvent;
import io.tidewatch.schemas.MalformedPacket;
import io.tidewatch.schemas.RecordOrigin;
import io.tidewatch.schemas.SensorStatus;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** Acknowledges when the test says so; holds what it was told. */
final class HeldBroker implements Publisher {
    final List<Held> waiting = new CopyOnWriteArrayList<>();
    final List<RecordOrigin> records = new CopyOnWriteArrayList<>();
    final List<PacketEvent> events = new CopyOnWriteArrayList<>();
    final List<SensorStatus> statuses = new CopyOnWriteArrayList<>();
    volatile boolean away;
    volatile boolean closed;

    @Override
    public void publish(PacketEvent event, long sequence, Delivery books) {
        records.add(new RecordOrigin(books.origin().bootId(), sequence));
        events.add(event);
        Held held = new Held(books, receipt(event, sequence));
        if (away) {
            waiting.add(held);
        } else {
            held.acknowledged(Delivery.Place.MEMORY);
        }
    }

    static Receipt receipt(PacketEvent event, long sequence) {
        Receipt.Kind kind = event.value() instanceof MalformedPacket ? Receipt.Kind.MALFORMED
            : event.value() instanceof GmpEvent ? Receipt.Kind.GMP : Receipt.Kind.ICMP;
        return new Receipt(kind, event.segment(), sequence, event.count());
    }

    /** A record whose fate is open. */
    record Held(Delivery delivery, Receipt receipt) {
        void acknowledged(Delivery.Place from) {
            delivery.acknowledged(List.of(receipt), from);
        }

        void lost(Delivery.Place from) {
            delivery.lost(receipt, from, new IOException("broker away"));
        }

        void spooled() {
            delivery.spooled(receipt);
        }
    }

    @Override
    public void checkpoint(Supplier<List<SensorStatus>> told) {
        statuses.addAll(told.get());
    }

    SensorStatus last() {
        return statuses.get(statuses.size() - 1);
    }

    @Override
    public void close() {
        closed = true;
    }
}

package io.tidewatch.capture.publish;

import io.tidewatch.capture.publish.PublishReport.Recovered;
import io.tidewatch.capture.spool.Amount;
import io.tidewatch.capture.spool.Books;
import io.tidewatch.capture.spool.Item;
import io.tidewatch.capture.spool.Parcel;
import io.tidewatch.schemas.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells each interface what becomes of its records. Records of origins that nobody has registered are of earlier boots,
 * and are counted here.
 */
final class Accounts implements Books {
    private final Topics topics;
    private final LossLog losses = new LossLog();
    private final Map<Parcel.Origin, Delivery> deliveries = new ConcurrentHashMap<>();
    private final Map<Delivery, List<Receipt>> fromMemory = new HashMap<>();
    private final Map<Delivery, List<Receipt>> fromDisk = new HashMap<>();
    private final Map<String, Recovered> recovered = new HashMap<>();
    private volatile boolean failed;

    Accounts(Topics topics) {
        this.topics = topics;
    }

    /** On any thread. */
    void register(Delivery books) {
        if (deliveries.putIfAbsent(books.origin(), books) == null && failed) {
            books.spoolFailed();
        }
    }

    /** What was in the spool at the start. */
    void found(Map<Parcel.Origin, Amount> inSpool) {
        inSpool.forEach((origin, amount) -> recovered(origin, amount.records(), 0, 0));
    }

    private void recovered(Parcel.Origin origin, long found, long published, long lost) {
        Recovered before = recovered.getOrDefault(origin.captureInterface(), Recovered.NONE);
        recovered.put(origin.captureInterface(), new Recovered(before.found() + found,
            before.published() + published, before.lost() + lost));
    }

    /** What became of records of earlier boots, by interface. */
    Map<String, Recovered> recovered() {
        return recovered;
    }

    /** Whether there are records of earlier boots among these. */
    boolean earlierBoots(Set<Parcel.Origin> onDisk) {
        for (Parcel.Origin origin : onDisk) {
            if (!deliveries.containsKey(origin)) {
                return true;
            }
        }
        return false;
    }

    /** The broker has it, which is told at the next {@link #tell}, or won't ever take it. */
    void settled(Item item, Exception failure) {
        Parcel parcel = item.parcel();
        Delivery delivery = deliveries.get(parcel.origin());
        if (failure != null) {
            lost(parcel, item.spooled() ? Delivery.Place.DISK : Delivery.Place.MEMORY, failure);
        } else if (delivery == null) {
            recovered(parcel.origin(), 0, 1, 0);
        } else {
            (item.spooled() ? fromDisk : fromMemory).computeIfAbsent(delivery, first -> new ArrayList<>())
                .add(receipt(parcel));
        }
    }

    /** Tells the interfaces what the broker has. */
    void tell() {
        tell(fromMemory, Delivery.Place.MEMORY);
        tell(fromDisk, Delivery.Place.DISK);
    }

    private static void tell(Map<Delivery, List<Receipt>> acknowledged, Delivery.Place from) {
        acknowledged.forEach((delivery, records) -> {
            if (!records.isEmpty()) {
                delivery.acknowledged(records, from);
                records.clear();
            }
        });
    }

    private Receipt receipt(Parcel parcel) {
        return Receipt.of(topics, parcel);
    }

    private void lost(Parcel parcel, Delivery.Place from, Exception cause) {
        Delivery delivery = deliveries.get(parcel.origin());
        String what = "a record for " + parcel.topic();
        if (delivery == null) {
            losses.lost(what, 1, cause);
            recovered(parcel.origin(), 0, 0, 1);
        } else {
            lost(what, receipt(parcel), delivery, from, cause);
        }
    }

    /** On any thread. */
    void lost(String what, Receipt record, Delivery delivery, Delivery.Place from, Exception cause) {
        losses.lost(what, 1, cause);
        delivery.lost(record, from, cause);
    }

    @Override
    public void spooled(Parcel parcel) {
        Delivery delivery = deliveries.get(parcel.origin());
        if (delivery != null) {
            delivery.spooled(receipt(parcel));
        }
    }

    @Override
    public void unspooled(Parcel parcel) {
        Delivery delivery = deliveries.get(parcel.origin());
        if (delivery != null) {
            delivery.unspooled(receipt(parcel));
        }
    }

    @Override
    public void dropped(Parcel parcel, Loss why) {
        lost(parcel, Delivery.Place.MEMORY, new LostException(why));
    }

    @Override
    public void droppedFromDisk(Parcel parcel, Loss why) {
        lost(parcel, Delivery.Place.DISK, new LostException(why));
    }

    @Override
    public void droppedFromDisk(Parcel.Origin origin, Amount amount, Loss why) {
        LostException cause = new LostException(why);
        losses.lost(amount.records() + " records of " + origin.captureInterface(), amount.records(), cause);
        Delivery delivery = deliveries.get(origin);
        if (delivery == null) {
            recovered(origin, 0, 0, amount.records());
        } else {
            delivery.lostOnDisk(amount.records(), amount.frames(), cause);
        }
    }

    @Override
    public void failed() {
        failed = true;
        deliveries.values().forEach(Delivery::spoolFailed);
    }
}

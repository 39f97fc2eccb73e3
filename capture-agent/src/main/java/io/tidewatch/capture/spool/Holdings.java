package io.tidewatch.capture.spool;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/** How much of each origin is on disk and not settled. For one thread. */
final class Holdings {
    private final Map<Parcel.Origin, Amount> byOrigin = new HashMap<>();

    void found(Map<Parcel.Origin, Amount> inFile) {
        byOrigin.putAll(inFile);
    }

    void more(Parcel parcel) {
        byOrigin.merge(parcel.origin(), amount(parcel), Amount::plus);
    }

    void less(Parcel parcel) {
        less(parcel.origin(), amount(parcel));
    }

    /** The last record of an origin takes with it what is left of it. */
    void less(Parcel.Origin origin, Amount amount) {
        byOrigin.computeIfPresent(origin, (known, before) -> before.records() > amount.records()
            ? before.minus(amount) : null);
    }

    private static Amount amount(Parcel parcel) {
        return new Amount(1, parcel.frames(), parcel.size());
    }

    Set<Parcel.Origin> origins() {
        return byOrigin.keySet();
    }

    long records() {
        return byOrigin.values().stream().mapToLong(Amount::records).sum();
    }

    /** All of it is gone; each origin's is told. */
    void gone(BiConsumer<Parcel.Origin, Amount> told) {
        byOrigin.forEach(told);
        byOrigin.clear();
    }
}

package io.tidewatch.capture.publish;

import io.tidewatch.capture.publish.PublishReport.Recovered;
import io.tidewatch.schemas.DeliveryState;
import io.tidewatch.schemas.SensorStatus;
import io.tidewatch.schemas.SpoolState;
import io.tidewatch.schemas.Topics;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The newest status of each interface, until it is sent: a newer one says the same and more. Statuses are no part of
 * the numbered records, and are not spooled. May be offered on any thread.
 */
final class Statuses {
    private final ValueEncoder encoder;
    private final Map<String, SensorStatus> waiting = new ConcurrentHashMap<>();

    Statuses(ValueEncoder encoder) {
        this.encoder = encoder;
    }

    void offer(List<SensorStatus> told) {
        told.forEach(status -> waiting.put(Topics.sensorKey(status.getSensor(), status.getInterface$()), status));
    }

    boolean waiting() {
        return !waiting.isEmpty();
    }

    /** Sends what waits; how many there were, of each of which {@code done} is told. */
    int send(Link link, PublishReport report, Consumer<Exception> done) {
        int sent = 0;
        for (String key : waiting.keySet()) {
            SensorStatus status = waiting.remove(key);
            link.send(encoder.parcel(complete(status, report)), done);
            sent++;
        }
        return sent;
    }

    /** With what the interfaces have in common, which they don't know. */
    private static SensorStatus complete(SensorStatus status, PublishReport report) {
        Recovered recovered = report.recovered().getOrDefault(status.getInterface$(), Recovered.NONE);
        return SensorStatus.newBuilder(status)
            .setDelivery(switch (report.state()) {
                case DIRECT -> DeliveryState.DIRECT;
                case SPOOLING -> DeliveryState.SPOOLING;
                case DRAINING -> DeliveryState.DRAINING;
                case FAILED -> DeliveryState.FAILED;
            })
            .setDeliveryError(report.trouble())
            .setSpool(switch (report.spool().state()) {
                case OFF -> SpoolState.OFF;
                case OPEN -> SpoolState.OPEN;
                case FULL -> SpoolState.FULL;
                case FAILED -> SpoolState.FAILED;
            })
            .setSpoolError(report.spool().trouble()).setSpoolBytes(report.spool().bytes())
            .setSpoolOldestAt(report.spool().oldestAt() == 0 ? null : Instant.ofEpochMilli(report.spool().oldestAt()))
            .setRecovered(recovered.found()).setRecoveredPublished(recovered.published())
            .setRecoveredLost(recovered.lost()).setRecoveredSpooled(recovered.spooled()).build();
    }
}

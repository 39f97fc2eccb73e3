package io.tidewatch.capture;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tidewatch.capture.flood.Grain;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * The agent's counters as meters: {@code tidewatch_capture_frames_*} up to the decoder, {@code tidewatch_publish_*}
 * behind it. Summed over the interfaces, of which the status records tell one by one.
 */
final class AgentMetrics {
    private final Supplier<AgentReport> report;

    AgentMetrics(Supplier<AgentReport> report) {
        this.report = report;
    }

    void bindTo(MeterRegistry registry) {
        total(registry, "tidewatch.capture.frames.received", "frames that the sources handed over", Counts::received);
        total(registry, "tidewatch.capture.frames.kernel.received", "frames that passed the kernel's filter",
            Counts::kernelReceived);
        total(registry, "tidewatch.capture.frames.kernel.dropped", "frames that the kernel dropped",
            Counts::kernelDropped);
        total(registry, "tidewatch.capture.frames.interface.dropped", "frames that the interface dropped",
            Counts::interfaceDropped);
        total(registry, "tidewatch.capture.interruptions", "how often capture broke off", Counts::interruptions);
        total(registry, "tidewatch.capture.frames.filtered", "frames of other protocols", Counts::filtered);
        total(registry, "tidewatch.capture.frames.fragments", "later fragments", Counts::fragments);
        total(registry, "tidewatch.capture.frames.decoded", "frames decoded into an event", Counts::decoded);
        total(registry, "tidewatch.capture.frames.malformed", "records of the malformed topic that the broker has",
            Counts::malformed);
        total(registry, "tidewatch.capture.frames.coalesced", "frames that the record of another frame counts",
            Counts::coalesced);
        for (Grain grain : Grain.coarse()) {
            FunctionCounter.builder("tidewatch.capture.frames.coarse", report, supplier ->
                    supplier.get().counts().defects().getOrDefault(grain.counter(), 0L))
                .description("frames counted in events that merge fields which tell the cause")
                .tag("grain", grain.name().toLowerCase(Locale.ROOT)).register(registry);
        }
        Gauge.builder("tidewatch.capture.events.open", () -> report.get().interfaces().stream()
                .mapToInt(AgentReport.InterfaceReport::openEvents).sum())
            .description("events that still count frames").register(registry);
        total(registry, "tidewatch.publish.records.published", "events that the broker has", Counts::published);
        total(registry, "tidewatch.publish.records.lost", "frames that could not be published", Counts::lost);
        Gauge.builder("tidewatch.publish.records.pending", () -> report.get().counts().pending())
            .description("frames whose record the broker has not acknowledged yet").register(registry);
    }

    private void total(MeterRegistry registry, String name, String about, ToDoubleFunction<Counts> count) {
        FunctionCounter.builder(name, report, supplier -> count.applyAsDouble(supplier.get().counts()))
            .description(about).register(registry);
    }
}

package io.tidewatch.capture;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
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
        total(registry, "tidewatch.capture.frames.malformed", "frames on the malformed topic", Counts::malformed);
        total(registry, "tidewatch.publish.records.published", "events that the broker has", Counts::published);
        total(registry, "tidewatch.publish.records.lost", "frames that could not be published", Counts::lost);
        Gauge.builder("tidewatch.publish.records.pending", () -> report.get().counts().pending())
            .description("records that the broker has not acknowledged yet").register(registry);
    }

    private void total(MeterRegistry registry, String name, String about, ToDoubleFunction<Counts> count) {
        FunctionCounter.builder(name, report, supplier -> count.applyAsDouble(supplier.get().counts()))
            .description(about).register(registry);
    }
}

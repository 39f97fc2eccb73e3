package io.tidewatch.capture;

import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.tidewatch.capture.publish.PublishReport;
import io.tidewatch.capture.publish.PublishReport.Recovered;
import io.tidewatch.capture.spool.SpoolReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * The agent's counters as meters, on one page: {@code tidewatch_capture_*} up to the decoder,
 * {@code tidewatch_publish_*} and {@code tidewatch_spool_*} behind it. All numbers of one answer are of one moment, so
 * that those of each interface add up as {@link Counts} says.
 */
final class AgentMetrics implements MultiCollector, AutoCloseable {
    private static final String SENSOR = "sensor";
    private static final String INTERFACE = "interface";
    private static final String STATE = "state";
    private static final double MILLIS = 1000;

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final String sensor;
    private final Supplier<AgentReport> reports;
    private JvmGcMetrics collections;

    AgentMetrics(String sensor, Supplier<AgentReport> reports) {
        this.sensor = sensor;
        this.reports = reports;
        registry.getPrometheusRegistry().register(this);
    }

    /** From now on with memory, threads and collections of the process. */
    void addProcess() {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        collections = new JvmGcMetrics();
        collections.bindTo(registry);
    }

    /** In the Prometheus text format. */
    String text() {
        return registry.scrape();
    }

    @Override
    public MetricSnapshots collect() {
        AgentReport report = reports.get();
        List<MetricSnapshot> all = new ArrayList<>();
        frames(all, report);
        records(all, report);
        all.add(defects(report));
        if (report.publishing() != null) {
            publishing(all, report.publishing());
            recovered(all, report.publishing().recovered());
        }
        return new MetricSnapshots(all);
    }

    private void frames(List<MetricSnapshot> all, AgentReport report) {
        all.add(total("capture_frames_received", "frames that the sources handed over", report, Counts::received));
        all.add(total("capture_frames_kernel_received", "frames that passed the kernel's filter", report,
            Counts::kernelReceived));
        all.add(total("capture_frames_kernel_dropped", "frames that the kernel dropped", report,
            Counts::kernelDropped));
        all.add(total("capture_frames_interface_dropped", "frames that the interface dropped", report,
            Counts::interfaceDropped));
        all.add(total("capture_interruptions", "how often capture broke off", report, Counts::interruptions));
        all.add(total("capture_frames_filtered", "frames of other protocols", report, Counts::filtered));
        all.add(total("capture_frames_fragments", "later fragments", report, Counts::fragments));
        all.add(total("capture_frames_decoded", "frames decoded into an event", report, Counts::decoded));
        all.add(total("capture_frames_malformed", "records of the malformed topic that the broker has", report,
            Counts::malformed));
        all.add(total("capture_frames_coalesced", "frames that the record of another frame counts", report,
            Counts::coalesced));
        all.add(now("capture_events_open", "events that still count frames", report,
            AgentReport.InterfaceReport::openEvents));
    }

    private void records(List<MetricSnapshot> all, AgentReport report) {
        all.add(total("publish_records_published", "events that the broker has", report, Counts::published));
        all.add(total("publish_records_lost", "frames that could not be published", report, Counts::lost));
        all.add(now("publish_records_pending", "frames whose record is in memory alone, not acknowledged yet", report,
            face -> face.counts().pending()));
        all.add(now("publish_records_spooled", "frames whose record is on disk, not acknowledged yet", report,
            face -> face.counts().spooled()));
    }

    private CounterSnapshot total(String name, String about, AgentReport report, ToLongFunction<Counts> count) {
        CounterSnapshot.Builder counter = CounterSnapshot.builder().name("tidewatch_" + name).help(about);
        report.interfaces().forEach(face -> counter.dataPoint(point(face.captureInterface(),
            count.applyAsLong(face.counts()))));
        return counter.build();
    }

    private CounterSnapshot.CounterDataPointSnapshot point(String captureInterface, long value) {
        return CounterSnapshot.CounterDataPointSnapshot.builder().labels(labels(captureInterface)).value(value).build();
    }

    private GaugeSnapshot now(String name, String about, AgentReport report,
                              ToLongFunction<AgentReport.InterfaceReport> value) {
        GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name("tidewatch_" + name).help(about);
        report.interfaces().forEach(face -> gauge.dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
            .labels(labels(face.captureInterface())).value(value.applyAsLong(face)).build()));
        return gauge.build();
    }

    private Labels labels(String captureInterface) {
        return Labels.of(SENSOR, sensor, INTERFACE, captureInterface);
    }

    private CounterSnapshot defects(AgentReport report) {
        CounterSnapshot.Builder counter = CounterSnapshot.builder().name("tidewatch_capture_defects")
            .help("defects and anomalies met, and what the agent itself could not do as it should");
        report.interfaces().forEach(face -> face.counts().defects().forEach((defect, count) ->
            counter.dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder().value(count)
                .labels(labels(face.captureInterface()).add("defect", defect)).build())));
        return counter.build();
    }

    private void publishing(List<MetricSnapshot> all, PublishReport report) {
        all.add(state("publish_state", "where records go", PublishReport.State.values(), report.state()));
        all.add(gauge("publish_in_flight_records", "records sent and not acknowledged", report.inFlight()));
        SpoolReport spool = report.spool();
        all.add(state("spool_state", "whether the spool takes what comes", SpoolReport.State.values(),
            spool.state()));
        all.add(gauge("spool_records", "records on disk, of all interfaces and boots", spool.records()));
        all.add(gauge("spool_bytes", "bytes of the records on disk", spool.bytes()));
        all.add(gauge("spool_file_bytes", "size of the spool's file", spool.fileBytes()));
        all.add(gauge("spool_oldest_timestamp_seconds", "when the first record on disk was spooled, Unix time; 0: none",
            spool.oldestAt() / MILLIS));
    }

    private GaugeSnapshot gauge(String name, String about, double value) {
        return GaugeSnapshot.builder().name("tidewatch_" + name).help(about).dataPoint(
            GaugeSnapshot.GaugeDataPointSnapshot.builder().labels(Labels.of(SENSOR, sensor)).value(value).build())
            .build();
    }

    private GaugeSnapshot state(String name, String about, Enum<?>[] states, Enum<?> is) {
        GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name("tidewatch_" + name).help(about);
        for (Enum<?> state : states) {
            gauge.dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder().value(state == is ? 1 : 0)
                .labels(Labels.of(SENSOR, sensor, STATE, state.name().toLowerCase(Locale.ROOT))).build());
        }
        return gauge.build();
    }

    private void recovered(List<MetricSnapshot> all, Map<String, Recovered> recovered) {
        all.add(recovered("found", "records of earlier boots in the spool at the start", recovered,
            Recovered::found));
        all.add(recovered("published", "of these, acknowledged since", recovered, Recovered::published));
        all.add(recovered("lost", "of these, dropped or refused since", recovered, Recovered::lost));
    }

    private CounterSnapshot recovered(String what, String about, Map<String, Recovered> recovered,
                                      ToLongFunction<Recovered> count) {
        CounterSnapshot.Builder counter = CounterSnapshot.builder().name("tidewatch_spool_recovered_" + what)
            .help(about);
        recovered.forEach((captureInterface, amount) -> counter.dataPoint(point(captureInterface,
            count.applyAsLong(amount))));
        return counter.build();
    }

    @Override
    public void close() {
        if (collections != null) {
            collections.close();
        }
        registry.close();
    }
}

package io.tidewatch.processors;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tidewatch.processors.query.StreamEnd;
import io.tidewatch.processors.topology.DeadLetter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams;

/** Every meter of the process, on one page. */
final class ProcessorsMetrics implements AutoCloseable {
    private static final String APPLICATION = "application";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();
    private final List<KafkaStreamsMetrics> bound = new ArrayList<>();
    private volatile Supplier<String> also = () -> "";

    ProcessorsMetrics() {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        collections.bindTo(registry);
    }

    /** Everything that Kafka Streams measures about one application. */
    void bind(String application, KafkaStreams streams) {
        KafkaStreamsMetrics metrics = new KafkaStreamsMetrics(streams, List.of(Tag.of(APPLICATION, application)));
        metrics.bindTo(registry);
        bound.add(metrics);
    }

    /** Records set aside. */
    void deadLetter(String application, DeadLetter.Stage stage) {
        counter("tidewatch.process.dead.letters", "records set aside on the dead letter topic", APPLICATION,
            application, "stage", stage.name().toLowerCase(Locale.ROOT)).increment();
    }

    /** Threads that failed and were replaced. */
    void restart(String application) {
        counter("tidewatch.process.restarts", "threads that failed and were replaced", APPLICATION, application)
            .increment();
    }

    /** Clients of the stream of changes. */
    void streams(IntSupplier clients) {
        Gauge.builder("tidewatch.query.streams", clients::getAsInt).description("clients of the stream of changes")
            .register(registry);
    }

    /** Streams of changes that ended, by why. */
    void streamEnded(StreamEnd why) {
        counter("tidewatch.query.streams.ended", "streams of changes that ended", "reason",
            why.name().toLowerCase(Locale.ROOT)).increment();
    }

    /** Requests answered, by class of status: 2xx, 4xx, 5xx. */
    void answered(int status) {
        counter("tidewatch.query.requests", "requests answered", "status", status / 100 + "xx").increment();
    }

    private Counter counter(String name, String about, String... tags) {
        return Counter.builder(name).description(about).tags(tags).register(registry);
    }

    /** Meters of somebody else in this process, in the Prometheus text format, with names of their own. */
    void also(Supplier<String> others) {
        also = others;
    }

    /** All of it in the Prometheus text format. */
    String text() {
        return registry.scrape() + also.get();
    }

    @Override
    public void close() {
        bound.forEach(KafkaStreamsMetrics::close);
        collections.close();
        registry.close();
    }
}

package io.tidewatch.processors;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tidewatch.processors.query.Health;
import io.tidewatch.processors.query.StreamEnd;
import io.tidewatch.processors.query.guard.Cut;
import io.tidewatch.processors.query.guard.Guard;
import io.tidewatch.processors.topology.DeadLetter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
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
        List.of("2xx", "4xx", "5xx").forEach(this::requests);
    }

    /** Counters of an application from 0 on: one that begins to exist with its first event has no increase to see. */
    void application(String application) {
        for (DeadLetter.Stage stage : DeadLetter.Stage.values()) {
            deadLetters(application, stage);
        }
        restarts(application);
    }

    /** How each part is. */
    void parts(Supplier<List<Health.Part>> parts) {
        for (Health.Part part : parts.get()) {
            flag("tidewatch.process.part.ready", "1: the part does its work", parts, part.name(), Health.Part::ready);
            flag("tidewatch.process.part.alive", "1: the part does its work or may do so again without a restart",
                parts, part.name(), Health.Part::alive);
        }
    }

    private void flag(String name, String about, Supplier<List<Health.Part>> parts, String part,
                      Predicate<Health.Part> holds) {
        Gauge.builder(name, () -> parts.get().stream().anyMatch(each -> each.name().equals(part) && holds.test(each))
            ? 1 : 0).description(about).tag("part", part).register(registry);
    }

    /** Everything that Kafka Streams measures about one application. */
    void bind(String application, KafkaStreams streams) {
        KafkaStreamsMetrics metrics = new KafkaStreamsMetrics(streams, List.of(Tag.of(APPLICATION, application)));
        metrics.bindTo(registry);
        bound.add(metrics);
    }

    /** Records set aside. */
    void deadLetter(String application, DeadLetter.Stage stage) {
        deadLetters(application, stage).increment();
    }

    private Counter deadLetters(String application, DeadLetter.Stage stage) {
        return counter("tidewatch.process.dead.letters", "records set aside on the dead letter topic", APPLICATION,
            application, "stage", stage.name().toLowerCase(Locale.ROOT));
    }

    /** Threads that failed and were replaced. */
    void restart(String application) {
        restarts(application).increment();
    }

    private Counter restarts(String application) {
        return counter("tidewatch.process.restarts", "threads that failed and were replaced", APPLICATION, application);
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

    /** Connections of the API, and those that it ended itself. */
    void guard(Guard guard) {
        Gauge.builder("tidewatch.query.connections", guard::connections).description("connections of the API")
            .register(registry);
        for (Cut why : Cut.values()) {
            FunctionCounter.builder("tidewatch.query.connections.cut", guard, each -> each.cut(why))
                .description("connections that the API closed since they were too many or too slow")
                .tag("reason", why.name().toLowerCase(Locale.ROOT)).register(registry);
        }
    }

    /** Requests answered, by class of status: 2xx, 4xx, 5xx. */
    void answered(int status) {
        requests(status / 100 + "xx").increment();
    }

    private Counter requests(String statuses) {
        return counter("tidewatch.query.requests", "requests answered", "status", statuses);
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

package io.tidewatch.capture;

import io.tidewatch.capture.event.Segments;
import io.tidewatch.capture.publish.ClientSettings;
import io.tidewatch.capture.publish.LastStatuses;
import io.tidewatch.capture.publish.LivePublisher;
import io.tidewatch.capture.publish.PublishReport;
import io.tidewatch.capture.publish.Publisher;
import io.tidewatch.capture.publish.ReplayConnector;
import io.tidewatch.schemas.OperatorError;
import io.tidewatch.schemas.RegistryAccess;
import io.tidewatch.schemas.Topics;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * One agent: sources of frames, each on its way to Kafka. The constructor touches nothing; {@link #start} checks
 * sources, broker, topics and schemas, begins to capture and returns; {@link #close} ends in reverse order.
 */
public final class CaptureAgent implements AutoCloseable {
    private static final Duration HEARTBEAT = Duration.ofSeconds(1);

    private final Publishing publishing;
    private final List<Capture> captures;
    private final AgentMetrics metrics;
    private final MetricsServer server;

    /**
     * An agent.
     *
     * @param listen where its meters can be read, or null
     */
    CaptureAgent(String sensor, Publishing publishing, List<Capture> captures, InetSocketAddress listen) {
        this.publishing = publishing;
        this.captures = List.copyOf(captures);
        this.metrics = new AgentMetrics(sensor, this::report);
        this.server = listen == null ? null : new MetricsServer(listen, metrics);
    }

    /** The wiring. No I/O yet. */
    public static CaptureAgent create(AgentConfig config) {
        Topics topics = config.topics();
        ClientSettings kafka = new ClientSettings(config.bootstrapServers(), topics.prefix(),
            config.clientOverrides());
        return config.live() ? live(config, kafka, topics) : replay(config, kafka, topics);
    }

    private static CaptureAgent live(AgentConfig config, ClientSettings kafka, Topics topics) {
        LivePublisher publisher = LivePublisher.of(kafka, topics, registry(config, Duration.ZERO),
            config.startTimeout(), config.spool());
        List<Capture> captures = new ArrayList<>();
        if (config.interfaces().isEmpty()) {
            captures.add(live(config, StreamInput.NAME, new StreamInput(System.in, config.pace()),
                publisher::entrance));
        } else {
            config.interfaces().forEach(name ->
                captures.add(live(config, name, new InterfaceInput(config, name), publisher::entrance)));
        }
        return new CaptureAgent(config.sensor(), new SpooledPublishing(publisher), captures, config.metricsAddress());
    }

    private static Capture live(AgentConfig config, String name, LiveCapture.Input input,
                                Supplier<Publisher> publishers) {
        return new LiveCapture(name, input,
            new LiveCapture.Outlet(publishers, publisher -> intakes(config, name, input, publisher)),
            new FrameQueue(config.queueBytes()), new LiveCapture.Timing(AgentClock.SYSTEM, HEARTBEAT));
    }

    private static Intakes intakes(AgentConfig config, String name, LiveCapture.Input input, Publisher publisher) {
        Intakes intakes = new Intakes(config, new Intakes.Run(name, UUID.randomUUID().toString(),
            AgentClock.SYSTEM.now()), Map.of(), publisher);
        if (input.live()) {
            // A segment on which nobody speaks is watched all the same, and its time goes on.
            String plain = Segments.plain(name);
            intakes.ofDefault().list(config.segments(plain).of(plain, List.of()));
        }
        return intakes;
    }

    private static CaptureAgent replay(AgentConfig config, ClientSettings kafka, Topics topics) {
        RegistryAccess registry = registry(config, config.startTimeout());
        ReplayConnector connector = new ReplayConnector(kafka, topics, registry, config.startTimeout());
        LastStatuses statuses = new LastStatuses(topics, registry, config.startTimeout().multipliedBy(3));
        Capture replay = new Replay(config, name -> connector.connect(config.sensor(), Segments.plain(name)),
            () -> statuses.of(kafka, config.sensor()), AgentClock.SYSTEM);
        return new CaptureAgent(config.sensor(), new TransactionalPublishing(connector::check), List.of(replay),
            config.metricsAddress());
    }

    private static RegistryAccess registry(AgentConfig config, Duration patience) {
        return RegistryAccess.connect(config.schemaRegistries(), config.registrySettings(), patience);
    }

    /** The publisher outlives each of the sources, whose way to it this is. */
    private record SpooledPublishing(LivePublisher publisher) implements Publishing {
        @Override
        public void begin() {
            publisher.start();
        }

        @Override
        public void confirm() {
            publisher.awaitFirstLook();
        }

        @Override
        public PublishReport report() {
            return publisher.report();
        }

        @Override
        public void close() {
            publisher.close();
        }
    }

    /** The replay has a publisher of its own for each attempt; here is only what is looked at before. */
    private record TransactionalPublishing(Runnable check) implements Publishing {
        @Override
        public void begin() {
            check.run();
        }

        @Override
        public void confirm() {
            // Confirmed before the beginning.
        }

        @Override
        public PublishReport report() {
            return null;
        }

        @Override
        public void close() {
            // Holds nothing.
        }
    }

    /**
     * Looks whether every source can be opened, and at nothing else. {@link #start} does so too, and wants a broker.
     *
     * @throws OperatorError when one can't be
     */
    public void checkSources() {
        captures.forEach(Capture::check);
    }

    /** Begins to capture. @throws OperatorError when that can't work; nothing is left running then */
    public void start() {
        checkSources();
        publishing.begin();
        List<Capture> started = new ArrayList<>();
        try {
            for (Capture capture : captures) {
                capture.start();
                started.add(0, capture);
            }
            publishing.confirm();
        } catch (OperatorError e) {
            started.forEach(Capture::close);
            publishing.close();
            throw e;
        }
        if (server != null) {
            server.start();
        }
    }

    /**
     * Waits for the end of a replay, everything acknowledged. A live capture ends only by {@link #close} or failure.
     *
     * @return false when it takes longer than this
     * @throws OperatorError when a source failed
     */
    public boolean awaitEnd(Duration longest) throws InterruptedException {
        long deadline = System.nanoTime() + longest.toNanos();
        for (Capture capture : captures) {
            if (!capture.awaitEnd(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())))) {
                return false;
            }
            if (capture.failure() != null) {
                throw capture.failure();
            }
        }
        return true;
    }

    /** How the agent stands now; cheap, from any thread. */
    public AgentReport report() {
        List<AgentReport.InterfaceReport> interfaces = new ArrayList<>();
        captures.forEach(capture -> interfaces.addAll(capture.interfaces()));
        return new AgentReport(outcome(), interfaces, captures.get(0).progress(), publishing.report());
    }

    /** The worst of the sources' outcomes: what is failed is failed, what runs is not at its end. */
    private AgentReport.Outcome outcome() {
        List<AgentReport.Outcome> outcomes = captures.stream().map(Capture::outcome).toList();
        for (AgentReport.Outcome worse : List.of(AgentReport.Outcome.FAILED, AgentReport.Outcome.RUNNING,
                AgentReport.Outcome.STARTING, AgentReport.Outcome.STOPPED, AgentReport.Outcome.ENDED)) {
            if (outcomes.contains(worse)) {
                return worse;
            }
        }
        return AgentReport.Outcome.ALREADY_REPLAYED;
    }

    /** The meters as Prometheus reads them, those of the process left out. */
    public String scrape() {
        return metrics.text();
    }

    /** Ends capture; what was captured is published or spooled. Returns within half a minute. */
    @Override
    public void close() {
        for (int i = captures.size() - 1; i >= 0; i--) {
            captures.get(i).close();
        }
        publishing.close();
        if (server != null) {
            server.close();
        }
    }
}

package io.tidewatch.processors;

import io.tidewatch.processors.query.Application;
import io.tidewatch.processors.query.Health;
import io.tidewatch.processors.query.QueryServer;
import io.tidewatch.processors.query.SensorDirectory;
import io.tidewatch.processors.query.StoreLocator;
import io.tidewatch.processors.query.StreamSource;
import io.tidewatch.processors.topology.AlertSettings;
import io.tidewatch.processors.topology.AlertStores;
import io.tidewatch.processors.topology.MembershipStores;
import io.tidewatch.processors.topology.MembershipTopology;
import io.tidewatch.processors.topology.StormTopology;
import io.tidewatch.schemas.AvroSerde;
import io.tidewatch.schemas.OperatorError;
import io.tidewatch.schemas.RegistryAccess;
import io.tidewatch.schemas.Topic;
import io.tidewatch.schemas.Topics;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.Topology;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stream processors of one process: two Kafka Streams applications, so that one never delays the other, and the API
 * over their state. This is the wiring. Nothing happens before {@link #start}, which checks what is needed, begins and
 * returns; {@link #close} ends all in reverse order.
 */
public final class StreamProcessors implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StreamProcessors.class);

    private final ProcessorsConfig config;
    private final Topics topics;
    private final RegistryAccess registry;
    private final ProcessorsMetrics metrics = new ProcessorsMetrics();
    private final StreamsApplication membership;
    private final StreamsApplication storms;
    private final SensorDirectory sensors;
    private final StoreLocator membershipStores;
    private final StoreLocator alertStores;
    private final QueryServer server;
    private final Deque<Runnable> stops = new ArrayDeque<>();
    private Backlog backlog;

    private StreamProcessors(ProcessorsConfig config) {
        this.config = config;
        topics = config.topics();
        registry = RegistryAccess.connect(config.schemaRegistries(), config.registrySettings(), config.startTimeout());
        membership = application("membership");
        storms = application("storms");
        sensors = new SensorDirectory(topics.sensors(), () -> consumer(new StringDeserializer()),
            new AvroSerde<>(topics.sensors(), registry).deserializer());
        membershipStores = locator(membership, MembershipStores.SEGMENTS);
        alertStores = locator(storms, AlertStores.ALERTS);
        server = new QueryServer(config.api(), sources(), Instant::now);
    }

    private QueryServer.Sources sources() {
        return new QueryServer.Sources(
            new Application<>("membership", membershipStores,
                scope -> new StoredMemberships(membershipStores, scope, System::currentTimeMillis)),
            List.of(new Application<>("storms", alertStores, scope -> new StoredAlerts(alertStores, scope)),
                new Application<>("membership", membershipStores,
                    scope -> new StoredAlerts(membershipStores, scope))), sensors, this::parts,
            new StreamSource(topics.membershipChanges(),
                new AvroSerde<>(topics.membershipChanges(), registry).deserializer(), topics.alertEvents(),
                new AvroSerde<>(topics.alertEvents(), registry).deserializer(), this::streamConsumer,
                metrics::streamEnded),
            metrics::text, metrics::answered);
    }

    /**
     * The wiring. Of all outside it only reads the files that the settings name.
     *
     * @throws OperatorError when one does not hold what it should
     */
    public static StreamProcessors create(ProcessorsConfig config) {
        return new StreamProcessors(config);
    }

    private StoreLocator locator(StreamsApplication application, String store) {
        return new StoreLocator(application::running, store, config.apiCopyLag(),
            new StoreChangelogs(application.id(), () -> consumer(new ByteArrayDeserializer())));
    }

    private StreamsApplication application(String name) {
        return new StreamsApplication(name, config.applicationId(name));
    }

    /**
     * Begins to process and to answer; what is not loaded yet is answered later, see {@link #awaitReady}.
     *
     * @throws OperatorError when that can't work; nothing is left running then
     */
    public void start() {
        try {
            Preflight preflight = new Preflight(config, topics, registry);
            int partitions = preflight.check();
            Topology ofMembership = MembershipTopology.build(topics, registry,
                config.membership().with(AlertSettings.of(config.storms())), partitions);
            Topology ofStorms = StormTopology.build(topics, registry, config.storms(), partitions);
            List<Backlog.Work> works = works(ofMembership, ofStorms);
            preflight.checkInternal(internal(works), partitions);
            BoundedMemory.Pool memory = new BoundedMemory.Pool(config.stateMemoryBytes());
            started(metrics::close);
            metrics.streams(server::streamClients);
            metrics.guard(server.guard());
            metrics.parts(this::parts);
            List.of(membership, storms).forEach(application -> metrics.application(application.name()));
            server.start();
            started(server::close);
            sensors.start();
            started(sensors::close);
            membershipStores.start();
            started(membershipStores::close);
            alertStores.start();
            started(alertStores::close);
            Standbys.require(config, List.of(membership.id(), storms.id()));
            start(membership, ofMembership, MembershipTopology.SETTINGS, memory, partitions);
            start(storms, ofStorms, StormTopology.SETTINGS, memory, partitions);
            backlog = backlog(works);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private void start(StreamsApplication application, Topology topology, Map<String, Object> own,
                       BoundedMemory.Pool memory, int partitions) {
        String name = application.name();
        Map<String, Object> settings = StreamsSettings.of(config, name, memory,
            stage -> metrics.deadLetter(name, stage));
        settings.putAll(own);
        started(() -> application.close(config.stopTimeout()));
        application.start(topology, settings,
            Advertised.instance(config.apiAdvertised(), server.address()), partitions,
            new Restarts(name, config.restartsPerHour(), System::currentTimeMillis, () -> metrics.restart(name),
                new Hopeless(config, application)::told),
            metrics);
    }

    private void started(Runnable stop) {
        stops.push(stop);
    }

    private List<Backlog.Work> works(Topology ofMembership, Topology ofStorms) {
        Set<String> contract = contract();
        return List.of(Backlog.Work.of(membership.id(), ofMembership, contract),
            Backlog.Work.of(storms.id(), ofStorms, contract));
    }

    private Set<String> contract() {
        return topics.all().stream().map(Topic::name).collect(Collectors.toSet());
    }

    /** The topics on which the applications hand records on to themselves. */
    private Set<String> internal(List<Backlog.Work> works) {
        Set<String> internal = new HashSet<>();
        works.forEach(work -> internal.addAll(work.inputs()));
        internal.removeAll(contract());
        return internal;
    }

    private Backlog backlog(List<Backlog.Work> works) {
        ClusterOffsets offsets = new ClusterOffsets(() -> Admin.create(config.clientSettings()),
            () -> consumer(new ByteArrayDeserializer()));
        started(() -> close(offsets));
        return new Backlog(offsets, works);
    }

    /** Not while it is asked. */
    private synchronized void close(ClusterOffsets offsets) {
        backlog = null;
        offsets.close();
    }

    private <K> Consumer<K, byte[]> consumer(Deserializer<K> keys) {
        return new KafkaConsumer<>(consumerSettings(), keys, new ByteArrayDeserializer());
    }

    private Map<String, Object> consumerSettings() {
        Map<String, Object> settings = new HashMap<>(config.clientSettings());
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        return settings;
    }

    /** Of one client of the stream: it holds little at a time, and what is not kept any more is an error. */
    private Consumer<String, byte[]> streamConsumer() {
        Map<String, Object> settings = consumerSettings();
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 1 << 20);
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 256 << 10);
        return new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
    }

    /**
     * Waits until every part does its work; {@link #parts} tells which does not.
     *
     * @return false when it takes longer than this
     */
    public boolean awaitReady(Duration atMost) {
        long giveUpAt = System.nanoTime() + atMost.toNanos();
        return sensors.awaitReady(atMost)
            && membership.awaitRunning(Duration.ofNanos(giveUpAt - System.nanoTime()))
            && storms.awaitRunning(Duration.ofNanos(giveUpAt - System.nanoTime()));
    }

    /** How each part is now, in the order of the data flow. */
    public List<Health.Part> parts() {
        return List.of(sensors.health(), membership.health(), storms.health());
    }

    /** @throws OperatorError when a part has ended by itself */
    public void requireAlive() {
        for (StreamsApplication application : List.of(membership, storms)) {
            if (application.failure() != null) {
                throw application.failure();
            }
        }
        for (Health.Part part : parts()) {
            if (!part.alive()) {
                throw OperatorError.failed("The processors have lost a part: " + part.name() + " is " + part.state(),
                    "It failed again and again", "The log tells why; what was processed is kept, so mend the cause and "
                    + "start again", null);
            }
        }
    }

    /** Whether both applications have done all that was published until now. Asks the brokers. */
    public synchronized boolean caughtUp() {
        try {
            return backlog != null && backlog.isEmpty();
        } catch (RetriableException e) {
            LOG.warn("what is still to do can't be told now: {}", e.toString());
            return false;
        }
    }

    /**
     * Waits until both applications have done all that was published before the call and nothing more comes out of it.
     * While sensors are live there is always something new; this is for what has an end. May be called again and again.
     *
     * @return false when it takes longer than this
     */
    public synchronized boolean awaitCaughtUp(Duration atMost) {
        try {
            return backlog != null && backlog.awaitEmpty(atMost);
        } catch (RetriableException e) {
            LOG.warn("what is still to do can't be told now: {}", e.toString());
            return false;
        }
    }

    /** Answers these meters of the same process as well, in the Prometheus text format. */
    public void alsoAnswer(Supplier<String> meters) {
        metrics.also(meters);
    }

    /** Where the API answers, once started. */
    public URI api() {
        return server.address();
    }

    /** Commits and stops, in reverse order of the start. */
    @Override
    public void close() {
        while (!stops.isEmpty()) {
            stop(stops.pop());
        }
    }

    /** One part that fails to stop must not keep the others running. */
    private static void stop(Runnable part) {
        try {
            part.run();
        } catch (RuntimeException e) {
            LOG.warn("a part did not stop in order", e);
        }
    }
}

package io.tidewatch.processors.topology;

import io.tidewatch.schemas.Alert;
import io.tidewatch.schemas.AvroSerde;
import io.tidewatch.schemas.GmpEvent;
import io.tidewatch.schemas.MemberState;
import io.tidewatch.schemas.MembershipChange;
import io.tidewatch.schemas.MembershipState;
import io.tidewatch.schemas.MembershipWindow;
import io.tidewatch.schemas.QuerierState;
import io.tidewatch.schemas.RecordOrigin;
import io.tidewatch.schemas.RegistryAccess;
import io.tidewatch.schemas.SensorState;
import io.tidewatch.schemas.SensorStatus;
import io.tidewatch.schemas.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.BytesDeserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.internals.WrappedStateStore;
import org.apache.kafka.streams.test.TestRecord;

/** The membership topology without a broker: what agents would publish in, what consumers would read out. */
final class MembershipBench implements AutoCloseable {
    private static final String APPLICATION = "membership";
    private static final Duration STEP = Duration.ofSeconds(1);
    static final Instant T0 = Instant.parse("2026-03-01T12:00:00Z");

    final TopologyTestDriver driver;
    final TestOutputTopic<String, MembershipChange> changes;
    final TestOutputTopic<String, MembershipState> groups;
    final TestOutputTopic<String, MemberState> members;
    final TestOutputTopic<String, QuerierState> queriers;
    final TestOutputTopic<String, Alert> alertEvents;
    final TestOutputTopic<String, Alert> alertState;
    final TestOutputTopic<String, byte[]> alertsEcs;
    final TestOutputTopic<String, MembershipWindow> windows;
    final TestOutputTopic<String, byte[]> deadLetters;
    final TestInputTopic<String, GmpEvent> events;
    private final TestInputTopic<String, SensorStatus> statuses;
    private final Function<GmpEvent, byte[]> encoder;
    /** When all this arrives: later than any of it happened. */
    private Instant wall = T0.plus(Duration.ofDays(2));
    private final MembershipSettings settings;
    private final Room room;
    private long sequence;
    private long looks;
    private final Map<String, Long> last = new HashMap<>();

    MembershipBench(Path state, MembershipSettings settings) {
        this(state, settings, Room.of(1));
    }

    MembershipBench(Path state, MembershipSettings settings, Room room) {
        this.settings = settings;
        this.room = room;
        Topics topics = new Topics(Topics.DEFAULT_PREFIX);
        RegistryAccess registry = InMemoryRegistry.of(topics);
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, APPLICATION);
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
        properties.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
        driver = new TopologyTestDriver(MembershipTopology.build(topics, registry, settings, 1, () -> looks++,
            room), properties, wall);
        events = driver.createInputTopic(topics.gmp().name(), Serdes.String().serializer(),
            new AvroSerde<>(topics.gmp(), registry).serializer());
        statuses = driver.createInputTopic(topics.sensors().name(), Serdes.String().serializer(),
            new AvroSerde<>(topics.sensors(), registry).serializer());
        changes = driver.createOutputTopic(topics.membershipChanges().name(), Serdes.String().deserializer(),
            new AvroSerde<>(topics.membershipChanges(), registry).deserializer());
        groups = driver.createOutputTopic(topics.membershipState().name(), Serdes.String().deserializer(),
            new AvroSerde<>(topics.membershipState(), registry).deserializer());
        members = driver.createOutputTopic(topics.members().name(), Serdes.String().deserializer(),
            new AvroSerde<>(topics.members(), registry).deserializer());
        queriers = driver.createOutputTopic(topics.queriers().name(), Serdes.String().deserializer(),
            new AvroSerde<>(topics.queriers(), registry).deserializer());
        alertEvents = driver.createOutputTopic(topics.alertEvents().name(), Serdes.String().deserializer(),
            new AvroSerde<>(topics.alertEvents(), registry).deserializer());
        alertState = driver.createOutputTopic(topics.alertState().name(), Serdes.String().deserializer(),
            new AvroSerde<>(topics.alertState(), registry).deserializer());
        alertsEcs = driver.createOutputTopic(topics.alertsEcsJson().name(), Serdes.String().deserializer(),
            Serdes.ByteArray().deserializer());
        windows = driver.createOutputTopic(topics.membershipWindows().name(), Serdes.String().deserializer(),
            new AvroSerde<>(topics.membershipWindows(), registry).deserializer());
        deadLetters = driver.createOutputTopic(topics.deadLetters().name(), Serdes.String().deserializer(),
            Serdes.ByteArray().deserializer());
        encoder = event -> new AvroSerde<>(topics.gmp(), registry).serializer().serialize(topics.gmp().name(), event);
    }

    /** The time that so many deadlines take: here a nanosecond has passed at each look at the clock. */
    static Duration deadlines(int most) {
        return Duration.ofNanos(most);
    }

    /** The bytes of an event on its topic. */
    byte[] bytes(GmpEvent event) {
        return encoder.apply(event);
    }

    /** Publishes an event as the only sensor would, with the next sequence. */
    void hear(GmpEvent event) {
        hear(event, new RecordOrigin(Wire.BOOT, ++sequence));
        last.put(event.getSegment(), sequence);
    }

    void hear(GmpEvent event, RecordOrigin origin) {
        RecordHeaders headers = new RecordHeaders();
        if (origin != null) {
            origin.write(headers);
        }
        events.pipeInput(new TestRecord<>(event.getSegment(), event, headers, wall));
    }

    /** The heartbeat of the only sensor, naming the last event. */
    void clock(String segment, Instant watermark) {
        clock(segment, watermark, SensorState.RUNNING);
    }

    /** The last word of the only sensor. */
    void end(String segment, Instant watermark) {
        clock(segment, watermark, SensorState.ENDED);
    }

    private void clock(String segment, Instant watermark, SensorState state) {
        clock(Wire.status(state, Wire.BOOT, Wire.clock(segment, watermark, last.getOrDefault(segment, 0L))));
    }

    void clock(SensorStatus status) {
        statuses.pipeInput(new TestRecord<>(Topics.sensorKey(status.getSensor(), status.getInterface$()), status,
            wall));
    }

    /** In short steps: the task is at work. */
    void pass(Duration time) {
        Duration left = time;
        for (; left.compareTo(STEP) > 0; left = left.minus(STEP)) {
            driver.advanceWallClockTime(STEP);
        }
        driver.advanceWallClockTime(left);
        wall = wall.plus(time);
    }

    Instant wall() {
        return wall;
    }

    MembershipReader reader() {
        return new MembershipReader(new ReadableStores(driver.getKeyValueStore(MembershipStores.SEGMENTS),
            driver.getKeyValueStore(MembershipStores.GROUPS), driver.getKeyValueStore(MembershipStores.MEMBERS),
            driver.getKeyValueStore(MembershipStores.TIMERS), driver.getKeyValueStore(MembershipStores.STAYS),
            driver.getKeyValueStore(MembershipStores.HOSTS), driver.getKeyValueStore(MembershipStores.CHURN)),
            () -> wall.toEpochMilli());
    }

    /**
     * Ends this one, and goes on as Kafka Streams does when an instance has lost its local state: from the changelogs,
     * the newest value of each key.
     */
    MembershipBench restored(Path state) {
        MembershipBench next = new MembershipBench(state, settings, room);
        for (String store : driver.getAllStateStores().keySet()) {
            Map<Bytes, byte[]> newest = new LinkedHashMap<>();
            driver.createOutputTopic(APPLICATION + '-' + store + "-changelog", new BytesDeserializer(),
                Serdes.ByteArray().deserializer()).readRecordsToList()
                .forEach(record -> newest.put(record.key(), record.value()));
            newest.forEach(next.bytes(store)::put);
        }
        next.wall = wall;
        next.sequence = sequence;
        next.last.putAll(last);
        close();
        return next;
    }

    /** A store beneath its serdes. */
    @SuppressWarnings("unchecked")
    private KeyValueStore<Bytes, byte[]> bytes(String name) {
        StateStore store = driver.getKeyValueStore(name);
        StateStore rows = store instanceof WriteBackStore<?, ?> held ? held.wrapped() : store;
        return ((WrappedStateStore<KeyValueStore<Bytes, byte[]>, ?, ?>) rows).wrapped();
    }

    /** What is in the deadline index and counts. */
    Set<String> armed() {
        return new LiveDeadlines(driver::getKeyValueStore).all();
    }

    /** How many rows a store has. */
    int size(String store) {
        int size = 0;
        try (KeyValueIterator<Object, Object> all = driver.getKeyValueStore(store).all()) {
            while (all.hasNext()) {
                all.next();
                size++;
            }
        }
        return size;
    }

    List<MembershipChange> changes() {
        return changes.readValuesToList();
    }

    /** The changes: type, cause, seconds since T0, host, members. */
    List<String> told() {
        return changes().stream().map(change -> change.getType() + " " + change.getCause() + " "
            + Duration.between(T0, change.getAt()).toSeconds() + " " + change.getHost() + " "
            + change.getMemberCount()).toList();
    }

    /** What was told so far is of no interest. */
    void drain() {
        changes.readRecordsToList();
        groups.readRecordsToList();
        members.readRecordsToList();
    }

    /** A total of the application's own metrics. */
    long count(String name) {
        return driver.metrics().entrySet().stream()
            .filter(metric -> metric.getKey().name().equals(name + "-total")
                && metric.getKey().group().equals("stream-membership-metrics"))
            .mapToLong(metric -> ((Double) metric.getValue().metricValue()).longValue()).sum();
    }

    @Override
    public void close() {
        driver.close();
    }
}

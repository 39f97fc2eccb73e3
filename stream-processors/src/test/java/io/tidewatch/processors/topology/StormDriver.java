package io.tidewatch.processors.topology;

import io.tidewatch.processors.topology.state.StormRow;
import io.tidewatch.schemas.Alert;
import io.tidewatch.schemas.AvroSerde;
import io.tidewatch.schemas.Checksum;
import io.tidewatch.schemas.GmpEvent;
import io.tidewatch.schemas.IcmpEvent;
import io.tidewatch.schemas.QuotedDatagram;
import io.tidewatch.schemas.RecordOrigin;
import io.tidewatch.schemas.RegistryAccess;
import io.tidewatch.schemas.ReplayPosition;
import io.tidewatch.schemas.SegmentClock;
import io.tidewatch.schemas.SensorState;
import io.tidewatch.schemas.SensorStatus;
import io.tidewatch.schemas.Topics;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.assertj.core.api.Assertions;

/** The storms application, as agents and the readers of its topics see it. Each segment has a sensor of its own. */
final class StormDriver implements AutoCloseable {
    private static final Instant START = Instant.ofEpochSecond(1_700_000_000);

    private final StormSettings settings;
    private final File state;
    private final TopologyTestDriver driver;
    private final TestInputTopic<String, IcmpEvent> messages;
    private final TestInputTopic<String, GmpEvent> membership;
    private final TestInputTopic<String, SensorStatus> sensors;
    private final TestOutputTopic<String, Alert> events;
    private final TestOutputTopic<String, Alert> states;
    private final TestOutputTopic<String, byte[]> documents;
    private final Map<String, Long> sequences = new HashMap<>();
    private String segment = "lan";
    /** Number of the last message of a membership protocol. */
    private long memberships;

    StormDriver(StormSettings settings) {
        this.settings = settings;
        Topics topics = new Topics(Topics.DEFAULT_PREFIX);
        RegistryAccess registry = InMemoryRegistry.of(topics);
        try {
            state = Files.createTempDirectory("storms").toFile();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Properties properties = new Properties();
        properties.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "storms-test");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:1");
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        driver = new TopologyTestDriver(StormTopology.build(topics, registry, settings, 1), properties,
            Instant.ofEpochSecond(1_800_000_000));
        messages = driver.createInputTopic(topics.icmp().name(), new StringSerializer(),
            new AvroSerde<>(topics.icmp(), registry).serializer());
        membership = driver.createInputTopic(topics.gmp().name(), new StringSerializer(),
            new AvroSerde<>(topics.gmp(), registry).serializer());
        sensors = driver.createInputTopic(topics.sensors().name(), new StringSerializer(),
            new AvroSerde<>(topics.sensors(), registry).serializer());
        events = driver.createOutputTopic(topics.alertEvents().name(), new StringDeserializer(),
            new AvroSerde<>(topics.alertEvents(), registry).deserializer());
        states = driver.createOutputTopic(topics.alertState().name(), new StringDeserializer(),
            new AvroSerde<>(topics.alertState(), registry).deserializer());
        documents = driver.createOutputTopic(topics.alertsEcsJson().name(), new StringDeserializer(),
            new ByteArrayDeserializer());
    }

    /** One that goes on in place of this one, as after an abort: nothing is left but what the commits wrote. */
    StormDriver restarted() {
        StormDriver next = new StormDriver(settings);
        copy(rows(), next.rows());
        copy(causes(), next.causes());
        copy(alerts(), next.alerts());
        next.sequences.putAll(sequences);
        next.memberships = memberships;
        close();
        return next;
    }

    private static <V> void copy(KeyValueStore<String, V> from, KeyValueStore<String, V> to) {
        try (KeyValueIterator<String, V> all = from.all()) {
            all.forEachRemaining(row -> to.put(row.key, row.value));
        }
    }

    static Instant at(long seconds) {
        return START.plusSeconds(seconds);
    }

    /** What follows happens on this segment. */
    StormDriver on(String name) {
        segment = name;
        return this;
    }

    private String sensor() {
        return segment.equals("lan") ? Wire.SENSOR : "s-" + segment;
    }

    private long sequence() {
        return sequences.getOrDefault(segment, 0L);
    }

    /** Two hosts' traffic to two hosts of a prefix that two routers send to each other. */
    void loop(long from, int seconds, int pps) {
        for (int i = 0; i < seconds * pps; i++) {
            Instant at = at(from).plusMillis(i * 1000L / pps);
            String host = "10.1.0." + (11 + i % 2);
            send(at, event(at, i % 4 < 2 ? "10.1.0.1" : "10.9.0.2", host,
                i % 4 == 0 || i % 4 == 3 ? "198.51.100.7" : "198.51.100.8").build());
        }
    }

    /** The same, so many messages counted in one event. */
    void countedLoop(long from, int seconds, int pps, int together) {
        for (int i = 0; i < seconds * pps / together; i++) {
            Instant at = at(from).plusMillis(i * 1000L * together / pps);
            send(at, event(at, i % 4 < 2 ? "10.1.0.1" : "10.9.0.2", "10.1.0." + (11 + i % 2),
                i % 4 == 0 || i % 4 == 3 ? "198.51.100.7" : "198.51.100.8").setCount(together)
                .setMergedFields(List.of("ttl", "quoted.identification")).build());
        }
    }

    /**
     * Backscatter: a router answers for a victim to forged senders, which are as many as packets. A sensor counts them
     * together, {@code together} every 200 ms, as the event of the first.
     */
    void backscatter(long from, int seconds, int together) {
        for (int i = 0; i < seconds * 5; i++) {
            Instant at = at(from).plusMillis(i * 200L);
            send(at, event(at, "10.1.0.1", "203.0.113." + i, "198.51.100.7").setType(3).setCode(3)
                .setName("destination_unreachable_port").setCount(together)
                .setMergedFields(List.of("destination", "quoted.source", "quoted.source_port")).build());
        }
    }

    /** One host asks another for echoes. */
    void echo(long from, int seconds, int pps) {
        for (int i = 0; i < seconds * pps; i++) {
            Instant at = at(from).plusMillis(i * 1000L / pps);
            send(at, event(at, "203.0.113.66", "10.1.0.1", "10.1.0.1").setType(8).setCode(0).setName("echo_request")
                .setIsError(false).setQuoted(null).build());
        }
    }

    /** One router asks for members of many groups. */
    void queries(long from, int seconds, int pps) {
        for (int i = 0; i < seconds * pps; i++) {
            Instant at = at(from).plusMillis(i * 1000L / pps);
            RecordHeaders headers = new RecordHeaders();
            new RecordOrigin(Wire.BOOT, ++memberships).write(headers);
            membership.pipeInput(new TestRecord<>(segment, Wire.query(segment, at, "10.1.0.1", "239.1.1." + i % 100)
                .build(), headers, at));
        }
    }

    private void send(Instant at, IcmpEvent event) {
        RecordHeaders headers = new RecordHeaders();
        new RecordOrigin(Wire.BOOT, sequences.merge(segment, 1L, Long::sum)).write(headers);
        messages.pipeInput(new TestRecord<>(segment + "|" + event.getDestination(), event, headers, at));
    }

    private IcmpEvent.Builder event(Instant at, String reporter, String host, String destination) {
        return IcmpEvent.newBuilder().setEventId("event").setSensor(sensor()).setInterface$(Wire.INTERFACE)
            .setSegment(segment).setCapturedAt(at).setWireLength(70).setCaptureLength(70).setIpVersion(4)
            .setSource(reporter).setDestination(host).setTtl(64).setDscp(48).setRouterAlert(false)
            .setChecksum(Checksum.VALID).setType(11).setCode(0).setName("time_exceeded_in_transit").setIsError(true)
            .setFirstAt(at).setLastAt(at)
            .setQuoted(QuotedDatagram.newBuilder().setSource(host).setDestination(destination).setProtocol(17)
                .setSourcePort(40_000).setDestinationPort(5004).setTtl(1).setLength(100).setFragmentOffset(0).build());
    }

    /** What is said about a message with something wrong. */
    Throwable refuses(UnaryOperator<IcmpEvent.Builder> damage) {
        Instant at = at(11);
        IcmpEvent event = damage.apply(event(at, "10.1.0.1", "10.1.0.11", "198.51.100.7")).build();
        Throwable error = Assertions.catchThrowable(() -> send(at, event));
        while (error.getCause() != null) {
            error = error.getCause();
        }
        return error;
    }

    /** The next record has the number after this one. */
    void sequence(long last) {
        sequences.put(segment, last);
    }

    /** A heartbeat that names the last record sent. */
    void clock(SensorState state, long seconds) {
        clock(state, seconds, sequence());
    }

    void clock(SensorState state, long seconds, long lastRecord) {
        sensors.pipeInput(new TestRecord<>(Topics.sensorKey(sensor(), Wire.INTERFACE), Wire.status(sensor(), state,
            Wire.BOOT, 0, new SegmentClock(segment, at(seconds), memberships, lastRecord)), at(seconds)));
        tell();
    }

    /** Until segments tell again how far they are. */
    private void tell() {
        driver.advanceWallClockTime(Duration.ofMillis(100));
    }

    /** A heartbeat of a recording, which names the last record sent. */
    void replayed(SensorState state, long seconds, boolean finished) {
        sensors.pipeInput(new TestRecord<>(Topics.sensorKey(sensor(), Wire.INTERFACE), SensorStatus.newBuilder(
            Wire.status(sensor(), state, Wire.BOOT, 0, new SegmentClock(segment, at(seconds), 0L, sequence())))
            .setReplay(new ReplayPosition("demo.pcap", "", sequence(), 0L, 0L, finished)).build(), at(seconds)));
        tell();
    }

    /** The task gets no turn for so long. */
    void standStill(Duration time) {
        driver.advanceWallClockTime(time);
    }

    void wall(Duration by) {
        for (long second = 0; second < by.toSeconds(); second++) {
            driver.advanceWallClockTime(Duration.ofSeconds(1));
        }
    }

    List<KeyValue<String, Alert>> events() {
        return events.readKeyValuesToList();
    }

    List<KeyValue<String, Alert>> states() {
        return states.readKeyValuesToList();
    }

    List<KeyValue<String, byte[]>> documents() {
        return documents.readKeyValuesToList();
    }

    KeyValueStore<String, StormRow> rows() {
        return driver.getKeyValueStore(StormProcessor.SEGMENTS);
    }

    /** What is kept of joining. */
    KeyValueStore<String, byte[]> causes() {
        return driver.getKeyValueStore(JoinedStore.NAME);
    }

    KeyValueStore<String, Alert> alerts() {
        return driver.getKeyValueStore(AlertStores.ALERTS);
    }

    AlertReader reader() {
        return new AlertReader(alerts(), driver.getKeyValueStore(AlertStores.STEPS));
    }

    @Override
    public void close() {
        driver.close();
        try {
            Utils.delete(state);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.tidewatch.processors.topology;

import io.tidewatch.processors.siem.AlertFormat;
import io.tidewatch.schemas.AvroSerde;
import io.tidewatch.schemas.RegistryAccess;
import io.tidewatch.schemas.Topic;
import io.tidewatch.schemas.Topics;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * The membership application on one page: IGMP and MLD messages and the clocks of the sensors in; groups, members,
 * their changes, windows, queriers and alerts out. Everything is partitioned by segment.
 */
public final class MembershipTopology {
    private static final String MESSAGES = "messages";
    private static final String CLOCKS = "clocks-as-received";
    private static final String TRACK = "track-memberships";

    /**
     * What it sets of Kafka Streams. Events and clocks are taken as they come: no order between the two topics changes
     * what is told (ClockOrderTest), and to look at each event whether a clock may still come that is older costs an
     * eighth of the thread's time.
     */
    public static final Map<String, Object> SETTINGS = Map.of(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG,
        StreamsConfig.MAX_TASK_IDLE_MS_DISABLED);

    private MembershipTopology() {
    }

    /**
     * The topology.
     *
     * @param partitions how many partitions the topics by segment have
     */
    public static Topology build(Topics topics, RegistryAccess registry, MembershipSettings settings,
                                 int partitions) {
        return build(topics, registry, settings, partitions, System::nanoTime, Room.of(partitions));
    }

    /**
     * The same within other bounds.
     *
     * @param nanoTime tells how long deadlines have been handled, and nothing else
     * @param room of each task
     */
    static Topology build(Topics topics, RegistryAccess registry, MembershipSettings settings, int partitions,
                          LongSupplier nanoTime, Room room) {
        StreamsBuilder builder = new StreamsBuilder();
        Deserializer<MembershipEvent> events = MembershipEvent.deserializer(topics.gmp(), registry);
        builder.stream(topics.gmp().name(),
            Consumed.with(Serdes.String(), Received.serde(events)).withTimestampExtractor(new CaptureTime())
                .withName(MESSAGES));
        SegmentClocks.bySegment(builder, topics, registry, "membership-clocks", partitions)
            .mapValues(Received::own, Named.as(CLOCKS));

        Topology topology = builder.build();
        // To merge the two streams would be one more processor for each message to pass.
        topology.addProcessor(TRACK, new Tracking(settings, events, new Step.Shared(), nanoTime, room), MESSAGES,
            CLOCKS);
        sink(topology, MembershipOutput.CHANGES, topics.membershipChanges(), registry);
        sink(topology, MembershipOutput.GROUPS, topics.membershipState(), registry);
        sink(topology, MembershipOutput.MEMBERS, topics.members(), registry);
        sink(topology, MembershipOutput.QUERIERS, topics.queriers(), registry);
        sink(topology, MembershipOutput.WINDOWS, topics.membershipWindows(), registry);
        alerts(topology, topics, registry, settings.alerts().documents());
        topology.addSink(MembershipOutput.DEAD_LETTERS, topics.deadLetters().name(), Serdes.String().serializer(),
            Serdes.ByteArray().serializer(), TRACK);
        return topology;
    }

    /** The topics of the storms application, keyed as it keys them: no alert and no dedupe key is of both. */
    private static void alerts(Topology topology, Topics topics, RegistryAccess registry,
                               Set<AlertFormat> documents) {
        topology.addSink(MembershipOutput.ALERT_EVENTS, topics.alertEvents().name(), Serdes.String().serializer(),
            new AvroSerde<>(topics.alertEvents(), registry).serializer(), TRACK);
        topology.addSink(MembershipOutput.ALERT_STATE, topics.alertState().name(), Serdes.String().serializer(),
            new AvroSerde<>(topics.alertState(), registry).serializer(), TRACK);
        for (AlertFormat document : documents) {
            topology.addSink(AlertOutput.sink(document), AlertOutput.topic(document, topics).name(),
                Serdes.String().serializer(), Serdes.ByteArray().serializer(), TRACK);
        }
    }

    private static <V extends SpecificRecord> void sink(Topology topology, String name, Topic<V> topic,
                                                        RegistryAccess registry) {
        topology.addSink(name, topic.name(), Serdes.String().serializer(),
            new AvroSerde<>(topic, registry).serializer(), new BySegment<>(), TRACK);
    }

    /** Makes the processor of each task, with its stores. */
    private record Tracking(MembershipSettings settings, Deserializer<MembershipEvent> events, Step.Shared shared,
                            LongSupplier nanoTime, Room room)
            implements ProcessorSupplier<String, Received, String, Object> {
        @Override
        public Processor<String, Received, String, Object> get() {
            return new MembershipProcessor(settings, events, new Step(settings.step(), shared, nanoTime), room);
        }

        @Override
        public Set<StoreBuilder<?>> stores() {
            return MembershipStores.builders();
        }
    }
}

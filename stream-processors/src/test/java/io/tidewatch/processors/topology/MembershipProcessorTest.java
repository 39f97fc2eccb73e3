package io.tidewatch.processors.topology;

import static io.tidewatch.processors.topology.MembershipBench.T0;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.processors.topology.state.GroupRow;
import io.tidewatch.processors.topology.state.MemberRow;
import io.tidewatch.schemas.GmpEvent;
import io.tidewatch.schemas.RecordOrigin;
import io.tidewatch.schemas.RecordType;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The processor by itself: what the driver of topologies, which commits after each record, does not show. */
class MembershipProcessorTest {
    private static final int EVENTS = 700;

    @TempDir
    Path first;
    @TempDir
    Path second;

    /** After an aborted transaction the same processor is given stores that know nothing of what it did. */
    @Test
    void nothingButTheStoresOutlivesInit() {
        MembershipProcessor processor = processor();
        List<List<Record<? extends String, ?>>> told = new ArrayList<>();
        for (Path folder : List.of(first, second)) {
            Life life = new Life(processor, folder);
            life.process(join(1));
            life.process(join(1));
            told.add(life.told());
            life.close();
        }
        assertThat(told.get(0)).hasSize(4);
        assertThat(told.get(1)).isEqualTo(told.get(0));
    }

    /** However many events come between two commits: the same is told, answered at any time, and kept at last. */
    @ParameterizedTest
    @ValueSource(longs = {41, 42, 43, 44})
    void commitsMakeNoDifference(long seed) {
        Random random = new Random(seed);
        Life often = new Life(processor(), first);
        Life seldom = new Life(processor(), second);
        for (GmpEvent event : new RandomHistory(seed, true).events(EVENTS)) {
            Record<String, Received> record = record(event);
            often.process(record);
            often.commit();
            seldom.process(record);
            Instant at = event.getCapturedAt().plusMillis(random.nextInt(20_000) - 10_000);
            assertThat(seldom.answers(event.getSegment(), at)).as("seed %d, %s at %s", seed, event.getEventId(), at)
                .isEqualTo(often.answers(event.getSegment(), at));
            if (random.nextInt(100) == 0) {
                seldom.commit();
            }
        }
        List<?> told = seldom.told();
        List<?> wanted = often.told();
        for (int i = 0; i < wanted.size(); i++) {
            assertThat(told.get(i)).as("seed %d, record %d", seed, i).isEqualTo(wanted.get(i));
        }
        assertThat(told).as("seed %d", seed).hasSameSizeAs(wanted);
        seldom.commit();
        assertThat(seldom.kept()).as("seed %d", seed).isEqualTo(often.kept());
        often.close();
        seldom.close();
    }

    /** However often it stops and begins again: the same is told and answered. */
    @ParameterizedTest
    @ValueSource(longs = {51, 52})
    void stopsInOrderMakeNoDifference(long seed) {
        Random random = new Random(seed);
        Life undisturbed = new Life(processor(), first);
        Life stopped = new Life(processor(), second);
        for (GmpEvent event : new RandomHistory(seed, true).events(EVENTS)) {
            Record<String, Received> record = record(event);
            undisturbed.process(record);
            stopped.process(record);
            if (random.nextInt(10) == 0) {
                stopped.stop();
                assertThat(stopped.answers(event.getSegment(), event.getCapturedAt()))
                    .as("seed %d, %s, stopped", seed, event.getEventId())
                    .isEqualTo(undisturbed.answers(event.getSegment(), event.getCapturedAt()));
                stopped.begin();
            }
        }
        assertThat(stopped.told()).as("seed %d", seed).isEqualTo(undisturbed.told());
        undisturbed.stop();
        stopped.stop();
        assertThat(stopped.groups()).as("seed %d", seed).isEqualTo(undisturbed.groups());
        assertThat(stopped.keptBesideGroups()).as("seed %d", seed).isEqualTo(undisturbed.keptBesideGroups());
        undisturbed.close();
        stopped.close();
    }

    /** Who refreshed a group last is told by its hosts alone, also after a stop; the next report need not know it. */
    @Test
    void groupsThatWereRefreshedGoOnAfterAStop() {
        Life life = new Life(processor(), first);
        for (int second = 0; second < 50; second += 5) {
            life.process(record(Wire.report("lan", T0.plusSeconds(second), "10.0.0." + (5 + second % 10),
                Wire.record(RecordType.IS_EX, "239.1.1.1")), second + 1));
            life.commit();
        }
        assertThat(life.group("lan|239.1.1.1").getRefreshed()).isTrue();
        assertThat(life.group("lan|239.1.1.1").getLastReportAt()).isLessThan(T0.plusSeconds(45).toEpochMilli());
        List<Object> answers = life.answers("lan", T0.plusSeconds(45));
        life.stop();
        assertThat(life.answers("lan", T0.plusSeconds(45))).isEqualTo(answers);
        life.begin();
        int told = life.told().size();
        life.process(record(Wire.report("lan", T0.plusSeconds(50), "10.0.0.5",
            Wire.record(RecordType.IS_EX, "239.1.1.1")), 51));
        life.commit();
        assertThat(life.told()).hasSize(told);
        assertThat(life.group("lan|239.1.1.1").getLastReportAt()).isEqualTo(T0.plusSeconds(50).toEpochMilli());
        life.close();
    }

    private static MembershipProcessor processor() {
        return new MembershipProcessor(MembershipSettings.DEFAULT, (topic, bytes) -> null,
            new Step(Duration.ofSeconds(1), new Step.Shared(), () -> 0), Room.of(1));
    }

    private static Record<String, Received> join(long sequence) {
        return record(Wire.report("lan", T0, "10.0.0.5", Wire.record(RecordType.TO_EX, "239.1.1.1")), sequence);
    }

    /** An event of a history, whose ids count them. */
    private static Record<String, Received> record(GmpEvent event) {
        return record(event, 1 + Long.parseLong(event.getEventId().substring(6)));
    }

    private static Record<String, Received> record(GmpEvent event, long sequence) {
        RecordHeaders headers = new RecordHeaders();
        new RecordOrigin(Wire.BOOT, sequence).write(headers);
        return new Record<>(event.getSegment(), new Received(Wire.read(event), new byte[0]),
            event.getCapturedAt().toEpochMilli(), headers);
    }

    /** A processor between two initialisations, with stores of its own. */
    private static final class Life {
        private final MembershipProcessor processor;
        private final MockProcessorContext<String, Object> context;
        private final Map<String, StateStore> stores = new LinkedHashMap<>();

        Life(MembershipProcessor processor, Path folder) {
            this.processor = processor;
            Properties properties = new Properties();
            properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "membership");
            properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
            context = new MockProcessorContext<>(properties, new TaskId(0, 0), folder.toFile());
            context.setCurrentSystemTimeMs(T0.toEpochMilli());
            context.setRecordMetadata("tidewatch.gmp.v1", 0, 0);
            for (StoreBuilder<?> builder : MembershipStores.builders()) {
                StateStore store = builder.withLoggingDisabled().build();
                store.init(context.getStateStoreContext(), store);
                stores.put(store.name(), store);
            }
            begin();
        }

        void begin() {
            processor.init(context);
        }

        /** As Kafka Streams ends a task in order: the commit comes last. */
        void stop() {
            processor.close();
            commit();
        }

        /** The row of a group as it was written. */
        GroupRow group(String key) {
            return MembershipProcessorTest.<String, GroupRow>plain(
                ((WriteBackStore<?, ?>) stores.get(MembershipStores.GROUPS)).wrapped()).get(key);
        }

        void process(Record<String, Received> record) {
            processor.process(record);
        }

        void commit() {
            for (StateStore store : stores.values()) {
                if (store instanceof WriteBackStore<?, ?> held) {
                    held.flushCache();
                }
            }
        }

        /** All but the documents of alerts, which are bytes. */
        List<Record<? extends String, ?>> told() {
            return context.forwarded().stream().<Record<? extends String, ?>>map(
                MockProcessorContext.CapturedForward::record)
                .filter(record -> !(record.value() instanceof byte[])).toList();
        }

        @SuppressWarnings("unchecked")
        private <K, V> KeyValueStore<K, V> store(String name) {
            return (KeyValueStore<K, V>) stores.get(name);
        }

        /** What is told of a segment as of a moment, group by group. */
        List<Object> answers(String segment, Instant at) {
            MembershipReader reader = new MembershipReader(new ReadableStores(
                store(MembershipStores.SEGMENTS), store(MembershipStores.GROUPS), store(MembershipStores.MEMBERS),
                store(MembershipStores.TIMERS), store(MembershipStores.STAYS), store(MembershipStores.HOSTS),
                store(MembershipStores.CHURN)), T0::toEpochMilli);
            List<Object> answers = new ArrayList<>(reader.groups(segment, at, any -> true, null, EVENTS));
            answers.add(reader.segment(segment));
            answers.addAll(reader.members(segment, "239.1.1.1", at, any -> true, null, EVENTS));
            return answers;
        }

        /** The rows of all stores beneath what is held; of the deadline index what counts. */
        Map<String, List<KeyValue<Object, Object>>> kept() {
            Map<String, List<KeyValue<Object, Object>>> kept = new LinkedHashMap<>();
            stores.forEach((name, store) -> {
                List<KeyValue<Object, Object>> rows = new ArrayList<>();
                if (name.equals(MembershipStores.TIMERS)) {
                    new LiveDeadlines(this::store).all().forEach(entry -> rows.add(KeyValue.pair(entry, null)));
                    kept.put(name, rows);
                    return;
                }
                StateStore beneath = store instanceof WriteBackStore<?, ?> held ? held.wrapped() : store;
                try (KeyValueIterator<Object, Object> all = MembershipProcessorTest.<Object, Object>plain(beneath)
                        .all()) {
                    while (all.hasNext()) {
                        KeyValue<Object, Object> row = all.next();
                        rows.add(row.value instanceof byte[] bytes ? KeyValue.pair(row.key, bytes.length) : row);
                    }
                }
                kept.put(name, rows);
            });
            return kept;
        }

        /** The same without the groups, whose rows depend on when they were written. */
        Map<String, List<KeyValue<Object, Object>>> keptBesideGroups() {
            Map<String, List<KeyValue<Object, Object>>> kept = kept();
            kept.remove(MembershipStores.GROUPS);
            return kept;
        }

        /** The groups by their rows and those of their hosts. */
        Map<String, GroupEntry> groups() {
            Map<String, GroupEntry> groups = new LinkedHashMap<>();
            KeyValueStore<String, MemberRow> members = store(MembershipStores.MEMBERS);
            KeyValueStore<String, GroupRow> kept = store(MembershipStores.GROUPS);
            try (KeyValueIterator<String, GroupRow> rows = kept.all()) {
                rows.forEachRemaining(row -> groups.put(row.key, GroupEntry.of(
                    row.key.substring(row.key.indexOf('|') + 1), row.value,
                    () -> MembershipStores.below(members, row.key + '|', null))));
            }
            return groups;
        }

        void close() {
            processor.close();
            stores.values().forEach(StateStore::close);
        }
    }

    @SuppressWarnings("unchecked")
    private static <K, V> KeyValueStore<K, V> plain(StateStore store) {
        return (KeyValueStore<K, V>) store;
    }
}

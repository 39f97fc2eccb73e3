package io.tidewatch.processors.query;

import io.tidewatch.schemas.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyQueryMetadata;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.HostInfo;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stores of one Kafka Streams application: which instance holds which partition, and those that are here. A
 * partition that is owned here is read as it is; a copy only when it is whole (see {@link Copies}) and lies no
 * more than an allowed number of changelog records behind, and the scope is told. What can't be read now makes
 * {@link Problem#notReady}, never half an answer.
 */
public final class StoreLocator implements Placement, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StoreLocator.class);
    private static final String MOVING = "The state is being loaded or moved; ask again in a moment.";
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration FRESH = Duration.ofSeconds(10);

    private final Supplier<Running> running;
    private final String store;
    private final long mostLag;
    private final Changelogs changelogs;
    private final Copies copies = new Copies();
    private final ScheduledExecutorService looker = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "tidewatch-copies");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * An application that runs.
     *
     * @param streams the application
     * @param self where this instance answers
     * @param partitions how many partitions its state has
     */
    public record Running(KafkaStreams streams, Instance self, int partitions) {
    }

    /**
     * @param running null while the application has not started
     * @param store any of its stores: all of a partition are in one place
     * @param mostLag records that a copy may lie behind
     * @param changelogs of the application; closed with this
     */
    public StoreLocator(Supplier<Running> running, String store, long mostLag, Changelogs changelogs) {
        this.changelogs = changelogs;
        this.running = running;
        this.store = store;
        this.mostLag = mostLag;
    }

    /** Begins to look how far the copies on this instance are. */
    public void start() {
        looker.scheduleWithFixedDelay(this::look, 0, LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Asks the broker, which may be away: then what was seen last grows old. */
    private void look() {
        Running application = running.get();
        if (application == null || !application.streams().state().isRunningOrRebalancing()) {
            return;
        }
        try {
            Map<String, Map<Integer, Copies.Loaded>> seen = new HashMap<>();
            application.streams().allLocalStorePartitionLags().forEach((name, partitions) ->
                partitions.forEach((partition, lag) -> seen.computeIfAbsent(name, unseen -> new HashMap<>())
                    .put(partition, loaded(name, partition, lag.currentOffsetPosition(), lag.endOffsetPosition()))));
            copies.observed(seen, System.nanoTime());
        } catch (KafkaException | IllegalStateException e) {
            LOG.debug("how far the copies are can't be told now: {}", e.toString());
        } catch (RuntimeException e) {
            // What escapes would end the looking for good.
            LOG.warn("how far the copies are can't be told", e);
        }
    }

    /** What stands still before the end has all records in or waits for them: that is looked up once. */
    private Copies.Loaded loaded(String name, int partition, long position, long end) {
        Copies.Loaded before = copies.loaded(name, partition);
        boolean stands = before != null && before.position() == position;
        boolean all = position >= end || stands && (before.all() && before.end() == end
            || changelogs.nothingBetween(name, partition, position, end));
        return new Copies.Loaded(position, end, all);
    }

    /** The stores of one partition, by name. */
    public static final class Stores {
        private final KafkaStreams streams;
        private final int partition;
        private final boolean copies;

        private Stores(KafkaStreams streams, int partition, boolean copies) {
            this.streams = streams;
            this.partition = partition;
            this.copies = copies;
        }

        public <K, V> ReadOnlyKeyValueStore<K, V> keyValues(String name) {
            StoreQueryParameters<ReadOnlyKeyValueStore<K, V>> wanted = StoreQueryParameters
                .fromNameAndType(name, QueryableStoreTypes.<K, V>keyValueStore()).withPartition(partition);
            return streams.store(copies ? wanted.enableStaleStores() : wanted);
        }
    }

    @Override
    public Instance self() {
        return started().self();
    }

    @Override
    public int partitions() {
        return started().partitions();
    }

    @Override
    public int partitionOf(String segment) {
        return Topics.segmentPartition(segment, partitions());
    }

    @Override
    public List<Instance> holders(int partition) {
        Running application = started();
        try {
            KeyQueryMetadata where = application.streams().queryMetadataForKey(store, "",
                (topic, key, value, partitions) -> Optional.of(Set.of(partition)));
            List<Instance> holders = new ArrayList<>();
            add(where.activeHost(), holders);
            where.standbyHosts().forEach(host -> add(host, holders));
            return holders;
        } catch (InvalidStateStoreException e) {
            throw Problem.notReady(MOVING);
        }
    }

    private static void add(HostInfo host, List<Instance> holders) {
        if (host.port() > 0) {
            holders.add(new Instance(host.host(), host.port()));
        }
    }

    /**
     * Asks the stores of a partition that is here. The question must close its iterators and keep no store.
     *
     * @throws Problem when they can't be read now
     */
    public <T> T ask(Scope scope, int partition, Function<Stores, T> question) {
        KafkaStreams streams = started().streams();
        try {
            return question.apply(new Stores(streams, partition, false));
        } catch (InvalidStateStoreException owned) {
            try {
                scope.copied(lag(partition));
                return question.apply(new Stores(streams, partition, true));
            } catch (InvalidStateStoreException e) {
                throw Problem.notReady(MOVING);
            }
        }
    }

    private Running started() {
        Running application = running.get();
        if (application == null || !application.streams().state().isRunningOrRebalancing()) {
            throw Problem.notReady(MOVING);
        }
        return application;
    }

    private long lag(int partition) {
        long behind = copies.lag(partition, System.nanoTime() - FRESH.toNanos());
        if (behind < 0) {
            throw Problem.notReady(MOVING);
        }
        if (behind > mostLag) {
            throw Problem.notReady("The owner of this state is away and the copy here lies " + behind
                + " records behind; ask again in a moment.");
        }
        return behind;
    }

    @Override
    public void close() {
        looker.shutdownNow();
        try {
            if (looker.awaitTermination(LOOK.toMillis() * 2, TimeUnit.MILLISECONDS)) {
                changelogs.close();
            } else {
                LOG.warn("a look at the copies does not end; its connection is left open");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

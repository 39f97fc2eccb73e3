package io.tidewatch.processors.query;

import io.tidewatch.schemas.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyQueryMetadata;
import org.apache.kafka.streams.LagInfo;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.state.HostInfo;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * The stores of one Kafka Streams application: which instance holds which partition, and those that are here. A
 * partition that is owned here is read as it is; a copy (of a standby, or one that is being restored) only while it
 * lies no more than an allowed number of changelog records behind, and the scope is told. What can't be read now makes
 * {@link Problem#notReady}, never half an answer.
 */
public final class StoreLocator implements Placement, AutoCloseable {
    private static final String MOVING = "The state is being loaded or moved; ask again in a moment.";
    private static final long LAG_LIMIT_MS = 2000;
    private static final long LAG_FRESH_NANOS = 500_000_000;

    private final Supplier<Running> running;
    private final String store;
    private final long mostLag;
    private volatile Lags known = new Lags(System.nanoTime() - LAG_FRESH_NANOS, Map.of());
    private final ExecutorService lags = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "tidewatch-lags");
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
     */
    public StoreLocator(Supplier<Running> running, String store, long mostLag) {
        this.running = running;
        this.store = store;
        this.mostLag = mostLag;
    }

    /** How far the stores of this instance lay behind at a moment, by store and partition. */
    private record Lags(long atNanos, Map<String, Map<Integer, LagInfo>> byStore) {
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
                scope.copied(lag(streams, partition));
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

    private long lag(KafkaStreams streams, int partition) {
        if (System.nanoTime() - known.atNanos() >= LAG_FRESH_NANOS) {
            known = new Lags(System.nanoTime(), measured(streams));
        }
        long behind = -1;
        for (Map<Integer, LagInfo> each : known.byStore().values()) {
            LagInfo lag = each.get(partition);
            behind = lag == null ? behind : Math.max(behind, lag.offsetLag());
        }
        if (behind < 0) {
            throw Problem.notReady(MOVING);
        }
        if (behind > mostLag) {
            throw Problem.notReady("The owner of this state is away and the copy here lies " + behind
                + " records behind; ask again in a moment.");
        }
        return behind;
    }

    /** Asks the broker, which may be away: not without a limit, and by one thread at most. */
    private Map<String, Map<Integer, LagInfo>> measured(KafkaStreams streams) {
        Future<Map<String, Map<Integer, LagInfo>>> asked = lags.submit(streams::allLocalStorePartitionLags);
        try {
            return asked.get(LAG_LIMIT_MS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof StreamsException || e.getCause() instanceof IllegalStateException) {
                throw Problem.notReady(MOVING);
            }
            throw new IllegalStateException("the lag of the copies can't be told", e.getCause());
        } catch (TimeoutException e) {
            asked.cancel(true);
            throw Problem.notReady(MOVING);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.notReady(MOVING);
        }
    }

    @Override
    public void close() {
        lags.shutdownNow();
    }
}

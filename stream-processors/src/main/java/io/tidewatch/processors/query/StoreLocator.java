package io.tidewatch.processors.query;

import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * Where the answer to a question about stores is. For now always here: this instance holds all partitions. A question
 * is a function of the stores, so that it can be asked elsewhere later.
 *
 * <p>A store that moves or restores while it is read makes {@link Problem#notReady}, never half an answer.
 */
public final class StoreLocator {
    private static final String MOVING = "The state is being loaded or moved; ask again in a moment.";

    private final Supplier<KafkaStreams> streams;

    /** {@code streams} gives null while the application has not started. */
    public StoreLocator(Supplier<KafkaStreams> streams) {
        this.streams = streams;
    }

    /** The stores of one application, by name, each over all its partitions. */
    public static final class Stores {
        private final KafkaStreams application;

        private Stores(KafkaStreams application) {
            this.application = application;
        }

        public <K, V> ReadOnlyKeyValueStore<K, V> keyValues(String name) {
            return application.store(StoreQueryParameters.fromNameAndType(name,
                QueryableStoreTypes.<K, V>keyValueStore()));
        }
    }

    /**
     * Asks the stores. The question must close its iterators and keep no store.
     *
     * @throws Problem when a store can't be read now
     */
    public <T> T ask(Function<Stores, T> question) {
        KafkaStreams application = streams.get();
        if (application == null || application.state() != KafkaStreams.State.RUNNING) {
            throw Problem.notReady(MOVING);
        }
        try {
            return question.apply(new Stores(application));
        } catch (InvalidStateStoreException e) {
            throw Problem.notReady(MOVING);
        }
    }
}

package io.tidewatch.processors.query;

import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.QueryableStoreType;

/**
 * Where the answer to a question about a store is. For now always here: this instance holds all partitions. A question
 * is a function of the store, so that it can be asked elsewhere later.
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

    /**
     * Asks a store. The question must close its iterators and keep none.
     *
     * @throws Problem when the store can't be read now
     */
    public <S, T> T ask(String store, QueryableStoreType<S> type, Function<S, T> question) {
        KafkaStreams application = streams.get();
        if (application == null || application.state() != KafkaStreams.State.RUNNING) {
            throw Problem.notReady(MOVING);
        }
        try {
            return question.apply(application.store(StoreQueryParameters.fromNameAndType(store, type)));
        } catch (InvalidStateStoreException e) {
            throw Problem.notReady(MOVING);
        }
    }
}

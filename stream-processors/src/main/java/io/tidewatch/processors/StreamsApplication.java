package io.tidewatch.processors;

import io.tidewatch.processors.query.Health;
import io.tidewatch.processors.query.Instance;
import io.tidewatch.processors.query.StoreLocator;
import io.tidewatch.schemas.OperatorError;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KafkaStreams.State;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One of the two Kafka Streams applications: its life, and its stores for reading. */
final class StreamsApplication {
    private static final Logger LOG = LoggerFactory.getLogger(StreamsApplication.class);

    private final String name;
    private final String id;
    private final CountDownLatch running = new CountDownLatch(1);
    private volatile StoreLocator.Running started;
    private volatile OperatorError failure;

    /**
     * Nothing runs yet.
     *
     * @param name what people call it
     * @param id application id: the name of its group and the start of its internal topics' names
     */
    StreamsApplication(String name, String id) {
        this.name = name;
        this.id = id;
    }

    String name() {
        return name;
    }

    String id() {
        return id;
    }

    /**
     * Starts it.
     *
     * @param self where this instance answers, for the others
     * @param partitions how many partitions its state has
     * @throws OperatorError when its folder of state can't be used
     */
    void start(Topology topology, Map<String, Object> settings, Instance self, int partitions,
               StreamsUncaughtExceptionHandler onFailure, ProcessorsMetrics metrics) {
        Properties properties = new Properties();
        properties.putAll(settings);
        properties.put(StreamsConfig.APPLICATION_SERVER_CONFIG, self.toString());
        KafkaStreams made = made(topology, properties);
        made.setUncaughtExceptionHandler(onFailure);
        made.setStateListener((next, before) -> {
            LOG.info("{}: {} -> {}", name, before, next);
            if (next == State.RUNNING) {
                running.countDown();
            }
        });
        started = new StoreLocator.Running(made, self, partitions);
        metrics.bind(name, made);
        made.start();
    }

    private KafkaStreams made(Topology topology, Properties properties) {
        try {
            return new KafkaStreams(topology, properties);
        } catch (StreamsException e) {
            throw OperatorError.failed("The state of " + name + " can't be opened in "
                + properties.get(StreamsConfig.STATE_DIR_CONFIG), innermost(e), "Check that no other process uses that "
                + "folder and that it can be written, or choose another with state.dir", e);
        }
    }

    private static String innermost(Throwable error) {
        Throwable cause = error;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }

    /** Waits for the first time that all its tasks run; false when that took longer. */
    boolean awaitRunning(Duration atMost) {
        try {
            return running.await(Math.max(0, atMost.toNanos()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** It while it runs; null before. */
    StoreLocator.Running running() {
        return started;
    }

    /** It can't go on before a person has mended this. */
    void fail(OperatorError error) {
        failure = failure == null ? error : failure;
    }

    /** What {@link #fail} was told first; null while it may go on. */
    OperatorError failure() {
        return failure;
    }

    private KafkaStreams streams() {
        StoreLocator.Running now = started;
        return now == null ? null : now.streams();
    }

    Health.Part health() {
        KafkaStreams now = streams();
        if (now == null) {
            return new Health.Part(name, "STARTING", false, true);
        }
        State state = now.state();
        boolean alive = state == State.CREATED || state == State.REBALANCING || state == State.RUNNING;
        return new Health.Part(name, state.name(), state == State.RUNNING, alive);
    }

    /** Commits and stops; cut short after this long. */
    void close(Duration atMost) {
        KafkaStreams now = streams();
        // Leaving the group spares the next start the wait until the group has noticed.
        if (now != null && !now.close(CloseOptions.timeout(atMost)
            .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP))) {
            LOG.warn("{}: did not stop within {} ms; what it had not committed is done again at the next start", name,
                atMost.toMillis());
        }
    }
}

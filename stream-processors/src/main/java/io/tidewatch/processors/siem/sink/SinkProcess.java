package io.tidewatch.processors.siem.sink;

import io.tidewatch.processors.siem.AlertFormat;
import io.tidewatch.processors.siem.OcsfChange;
import io.tidewatch.schemas.AvroSerde;
import io.tidewatch.schemas.OperatorError;
import io.tidewatch.schemas.RegistryAccess;
import io.tidewatch.schemas.Topic;
import io.tidewatch.schemas.Topics;
import io.tidewatch.schemas.access.Permission;
import io.tidewatch.schemas.access.Permissions;
import io.tidewatch.schemas.access.TopicCheck;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One sink of one process: the wiring. Nothing happens before {@link #start}, which checks what is needed, begins and
 * returns; {@link #close} commits what is delivered and ends.
 */
public final class SinkProcess implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SinkProcess.class);
    private static final Duration STOP = Duration.ofSeconds(10);
    private static final int MOST_AT_ONCE = 500;

    private final SinkConfig config;
    private final Topics topics;
    private final Permissions permissions;
    private Feed feed;
    private Thread thread;
    private volatile boolean closing;
    private volatile OperatorError failure;

    private SinkProcess(SinkConfig config) {
        this.config = config;
        this.topics = config.topics();
        this.permissions = permissions(topics, config.ofChanges(), config.group());
    }

    /**
     * What Kafka must allow a sink.
     *
     * @param ofChanges it sends changes of memberships, not alerts
     * @param group its consumer group
     */
    public static Permissions permissions(Topics topics, boolean ofChanges, String group) {
        return new Permissions("the sink", List.of(
            Permission.on(AclOperation.READ, ofChanges ? topics.membershipChanges() : topics.alertEvents()),
            Permission.on(AclOperation.READ, ResourceType.GROUP, group),
            Permission.on(AclOperation.WRITE, topics.deadLetters())));
    }

    /** The wiring. No I/O yet. */
    public static SinkProcess create(SinkConfig config) {
        return new SinkProcess(config);
    }

    /**
     * Begins to deliver. The receiver need not be there yet.
     *
     * @throws OperatorError when broker or topic are not there, or the settings don't hold
     */
    public void start() {
        Sink sink = sink();
        Topic<?> topic = config.ofChanges() ? topics.membershipChanges() : topics.alertEvents();
        RegistryAccess registry = RegistryAccess.connect(config.schemaRegistries(), config.registrySettings(),
            config.startTimeout());
        try (TopicCheck broker = TopicCheck.at(config.bootstrapServers(), config.clientSettings(), permissions,
                config.startTimeout())) {
            broker.require(List.of(topic.name(), topics.deadLetters().name()));
        }
        Consumer<String, byte[]> consumer = connect();
        DeadLetterOffice deadLetters = new DeadLetterTopic(topics.deadLetters().name(), config.clientSettings());
        feed = new Feed(topic.name(), consumer, messages(registry), sink, deadLetters, System::nanoTime);
        thread = new Thread(() -> run(consumer, sink, deadLetters), "sink-" + config.getString(SinkConfig.NAME));
        thread.start();
    }

    private Deserializer<Message> messages(RegistryAccess registry) {
        if (config.ofChanges()) {
            return messages(topics.membershipChanges(), registry, change -> new Message("membership",
                change.getChangeId(), change.getAt(), OcsfChange.json(change)));
        }
        AlertFormat format = config.format();
        boolean http = config.receiver().http();
        return messages(topics.alertEvents(), registry, alert -> new Message("alert", alert.getEventId(),
            alert.getWindowEnd(), http ? format.encode(alert) : format.syslog(alert)));
    }

    private static <T extends SpecificRecord> Deserializer<Message> messages(Topic<T> topic, RegistryAccess registry,
            Function<T, Message> message) {
        Deserializer<T> values = new AvroSerde<>(topic, registry).deserializer();
        return (name, bytes) -> {
            T value = values.deserialize(name, bytes);
            return value == null ? null : message.apply(value);
        };
    }

    private Consumer<String, byte[]> connect() {
        Map<String, Object> settings = new HashMap<>(config.clientSettings());
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, config.group());
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, config.from());
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.putIfAbsent(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MOST_AT_ONCE);
        return new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
    }

    private Sink sink() {
        URI to = config.to();
        return switch (config.receiver()) {
            case TLS -> new SyslogSink(new StreamConnector(to.getHost(), to.getPort(),
                config.tls().getSocketFactory()), config.counted());
            case TCP -> new SyslogSink(new StreamConnector(to.getHost(), to.getPort(), null), config.counted());
            case UDP -> new DatagramSink(to.getHost(), to.getPort());
            case HTTPS, HTTP -> new HttpSink(to, config.dialect(),
                new HttpSink.Credentials(config.secret(SinkConfig.AUTHORIZATION), config.secret(SinkConfig.SECRET)),
                config.tls());
        };
    }

    private void run(Consumer<String, byte[]> consumer, Sink sink, DeadLetterOffice deadLetters) {
        try (consumer; sink; deadLetters) {
            feed.subscribe();
            while (!closing) {
                feed.step();
            }
            feed.settleAll();
        } catch (InterruptException | InterruptedException e) {
            LOG.warn("interrupted; what is not committed is sent again at the next start");
        } catch (RuntimeException e) {
            LOG.error("the sink ended", e);
            OperatorError refusal = permissions.refusal(config.bootstrapServers(), e);
            failure = refusal != null ? refusal : OperatorError.failed("The sink "
                + config.getString(SinkConfig.NAME) + " has ended by itself",
                e.toString(), "Mend that and start it again: it goes on behind what is delivered", e);
        }
    }

    /** @throws OperatorError when it has ended by itself */
    public void requireAlive() {
        if (failure != null) {
            throw failure;
        }
    }

    /** What it has done so far. */
    public SinkCounts counts() {
        return feed == null ? new SinkCounts(0, 0, 0, 0, 0) : feed.counts();
    }

    @Override
    public void close() {
        closing = true;
        if (thread == null) {
            return;
        }
        try {
            thread.join(STOP.toMillis());
            if (thread.isAlive()) {
                thread.interrupt();
                thread.join(STOP.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package io.tidewatch.capture.publish;

import io.tidewatch.schemas.OperatorError;
import io.tidewatch.schemas.RegistryAccess;
import io.tidewatch.schemas.Topics;
import io.tidewatch.schemas.access.Permissions;
import java.time.Duration;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Makes the publishers of a replay, one for each attempt. Looks at broker, topics and schemas once, before the first,
 * so that what only a person can mend is told before anything is read.
 */
public final class ReplayConnector {
    private final ClientSettings settings;
    private final Topics topics;
    private final Permissions permissions;
    private final KafkaConnector connector;
    private final ValueEncoder encoder;
    private volatile Terms terms;

    /**
     * Asks nobody yet.
     *
     * @param registry waits for the registry as long as a person would
     * @param patience how long the broker may take to answer
     */
    public ReplayConnector(ClientSettings settings, Topics topics, RegistryAccess registry, Duration patience) {
        this.settings = settings;
        this.topics = topics;
        permissions = AgentPermissions.replay(topics);
        connector = new KafkaConnector(settings, new Preflight(settings, topics, permissions, patience), registry);
        encoder = new ValueEncoder(topics);
    }

    /** Throws {@link OperatorError} unless broker, topics and schemas are there. */
    public void check() {
        try {
            terms = connector.terms(encoder.schemas());
        } catch (NoLinkException e) {
            throw e.told();
        }
    }

    /**
     * A publisher whose transactions are those of one sensor and interface; {@link #check} comes before.
     *
     * @throws OperatorError for settings that Kafka refuses
     */
    public ReplayPublisher connect(String sensor, String captureInterface) {
        String transactionalId = AgentPermissions.transactionalId(sensor, captureInterface);
        try {
            return new ReplayPublisher(topics, encoder, terms, new KafkaProducer<>(settings.replay(transactionalId),
                new StringSerializer(), new ByteArraySerializer()),
                failure -> permissions.refusal(settings.bootstrapServers(), failure));
        } catch (KafkaException e) {
            Throwable told = e.getCause() == null ? e : e.getCause();
            throw OperatorError.misused("The Kafka producer could not be set up", told.getMessage(),
                "Check the settings under kafka.");
        }
    }
}

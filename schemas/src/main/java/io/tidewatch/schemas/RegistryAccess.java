package io.tidewatch.schemas;

import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.kafka.common.errors.SerializationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registry as the serde needs it: ids of our schemas, schemas of foreign ids. Every answer is asked for once by
 * each serde and then kept there, so no record waits for the registry. A registry that is away, or that does not let us
 * in, is asked again for {@code patience}; one that says that it does not know something is not asked again.
 */
public final class RegistryAccess {
    private static final Logger LOG = LoggerFactory.getLogger(RegistryAccess.class);
    private static final int CACHED_SCHEMAS = 1000;
    private static final long PAUSE_MS = 500;
    /** Answers about us and not about what was asked: nobody else's record is to blame for a password that changed. */
    private static final Set<Integer> NOT_LET_IN = Set.of(401, 403, 407, 408, 429);

    private final SchemaRegistryClient client;
    private final Duration patience;

    /** Uses a client that exists, such as a mock in tests. */
    public RegistryAccess(SchemaRegistryClient client, Duration patience) {
        this.client = client;
        this.patience = patience;
    }

    /** Talks to the registries under these addresses, with Confluent client settings such as credentials. */
    public static RegistryAccess connect(List<String> urls, Map<String, ?> settings, Duration patience) {
        return new RegistryAccess(new CachedSchemaRegistryClient(urls, CACHED_SCHEMAS, settings), patience);
    }

    /** The client itself, for registering and checking. */
    public SchemaRegistryClient client() {
        return client;
    }

    /**
     * The id of a schema under a subject.
     *
     * @throws SerializationException when the registry does not know it there
     * @throws RegistryUnavailableException when it does not tell
     */
    public int idOf(String subject, Schema schema) {
        return ask("the id of subject " + subject, () -> client.getId(subject, new io.confluent.kafka.schemaregistry
            .avro.AvroSchema(schema)), "register the schemas first: tidewatch schemas register");
    }

    Schema schemaOf(String subject, int id) {
        return ask("schema " + id, () -> (Schema) client.getSchemaBySubjectAndId(subject, id).rawSchema(),
            "the value was not written through this registry, or not as Avro");
    }

    private <T> T ask(String what, Question<T> question, String hint) {
        long giveUpAt = System.nanoTime() + patience.toNanos();
        while (true) {
            try {
                return question.answer();
            } catch (RestClientException e) {
                if (e.getStatus() < 500 && !NOT_LET_IN.contains(e.getStatus())) {
                    throw new SerializationException("the schema registry does not know " + what + " (" + e.getMessage()
                        + "); " + hint, e);
                }
                pauseOrGiveUp(what, e, giveUpAt);
            } catch (IOException e) {
                pauseOrGiveUp(what, e, giveUpAt);
            }
        }
    }

    private static void pauseOrGiveUp(String what, Exception cause, long giveUpAt) {
        if (System.nanoTime() - giveUpAt >= 0) {
            throw new RegistryUnavailableException("the schema registry did not tell " + what + ": "
                + cause.getMessage(), cause);
        }
        LOG.warn("the schema registry did not tell {}, asking again: {}", what, cause.toString());
        try {
            Thread.sleep(PAUSE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RegistryUnavailableException("interrupted while asking the schema registry for " + what, e);
        }
    }

    /** A call to the registry. */
    private interface Question<T> {
        T answer() throws IOException, RestClientException;
    }
}

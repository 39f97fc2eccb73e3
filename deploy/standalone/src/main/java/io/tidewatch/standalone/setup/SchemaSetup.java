package io.tidewatch.standalone.setup;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import io.tidewatch.schemas.OperatorError;
import io.tidewatch.schemas.Topic;
import io.tidewatch.schemas.Topics;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The schemas of the catalogue in a registry: registered with the compatibility that the contract promises. */
public final class SchemaSetup {
    /** Every version can be read by every other: what the contract promises its consumers. */
    public static final String COMPATIBILITY = "FULL_TRANSITIVE";

    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;

    private final SchemaRegistryClient registry;
    private final Topics topics;

    public SchemaSetup(SchemaRegistryClient registry, Topics topics) {
        this.registry = registry;
        this.topics = topics;
    }

    /**
     * Registers what is missing and sets the compatibility of each subject.
     *
     * @return the subjects whose schema was not there before
     * @throws OperatorError when the registry refuses or can't be asked
     */
    public List<String> register() {
        Collection<String> before = ask("its subjects", registry::getAllSubjects);
        List<String> registered = new ArrayList<>();
        for (Topic<?> topic : avroTopics()) {
            String subject = topic.subject();
            AvroSchema schema = new AvroSchema(topic.schema());
            if (before.contains(subject) && known(subject, schema)) {
                if (!COMPATIBILITY.equals(compatibility(subject))) {
                    ask("to set the compatibility of " + subject,
                        () -> registry.updateCompatibility(subject, COMPATIBILITY));
                }
                continue;
            }
            ask("to register " + subject, () -> registry.register(subject, schema));
            ask("to set the compatibility of " + subject, () -> registry.updateCompatibility(subject, COMPATIBILITY));
            registered.add(subject);
        }
        return registered;
    }

    /** Every difference between the registry and the catalogue, each as one sentence; empty when there is none. */
    public List<String> differences() {
        Collection<String> present = ask("its subjects", registry::getAllSubjects);
        List<String> differences = new ArrayList<>();
        for (Topic<?> topic : avroTopics()) {
            String subject = topic.subject();
            if (!present.contains(subject)) {
                differences.add(subject + " is not registered");
                continue;
            }
            if (!known(subject, new AvroSchema(topic.schema()))) {
                differences.add(subject + " has versions, but not the one that this release writes");
            }
            String compatibility = compatibility(subject);
            if (!COMPATIBILITY.equals(compatibility)) {
                differences.add(subject + " has compatibility " + compatibility + " instead of " + COMPATIBILITY);
            }
        }
        return differences;
    }

    private List<Topic<?>> avroTopics() {
        List<Topic<?>> avro = new ArrayList<>();
        topics.all().stream().filter(Topic::avro).forEach(avro::add);
        return avro;
    }

    private boolean known(String subject, AvroSchema schema) {
        return ask("the id of " + subject, () -> orAbsent(() -> registry.getId(subject, schema), -1)) >= 0;
    }

    private String compatibility(String subject) {
        return ask("the compatibility of " + subject, () -> orAbsent(() -> registry.getCompatibility(subject),
            "of the registry's default"));
    }

    private static <T> T orAbsent(Question<T> question, T absent) throws IOException, RestClientException {
        try {
            return question.answer();
        } catch (RestClientException e) {
            if (e.getStatus() == NOT_FOUND) {
                return absent;
            }
            throw e;
        }
    }

    private static <T> T ask(String what, Question<T> question) {
        try {
            return question.answer();
        } catch (RestClientException e) {
            throw OperatorError.failed("The schema registry refused " + what, e.getMessage(), e.getStatus() == CONFLICT
                ? "A registered version does not fit this release's: use another registry or another --topic-prefix"
                : "Check the registry's log, and that this client may write", e);
        } catch (IOException e) {
            throw OperatorError.failed("The schema registry can't be asked for " + what, e.toString(),
                "Check that it is up and that --schema-registry is its Confluent-compatible address, such as "
                    + "http://127.0.0.1:8081/apis/ccompat/v7", e);
        }
    }

    /** A call to the registry. */
    private interface Question<T> {
        T answer() throws IOException, RestClientException;
    }
}

package io.tidewatch.standalone;

import io.tidewatch.schemas.Topics;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What is given to other systems about the topics is what the catalogue says. */
class OperationsTest {
    private final Topics topics = new Topics(Topics.DEFAULT_PREFIX);

    @Test
    void asyncApi() throws IOException {
        GeneratedFile.check("schemas/asyncapi.json", AsyncApi.text(topics));
    }

    @Test
    void strimziTopics() throws IOException {
        GeneratedFile.check("deploy/kubernetes/topics/topics.yaml", KafkaTopics.text(topics));
    }

    @Test
    void acls() throws IOException {
        GeneratedFile.check("deploy/security/acls.md", AccessPage.text(topics));
    }
}

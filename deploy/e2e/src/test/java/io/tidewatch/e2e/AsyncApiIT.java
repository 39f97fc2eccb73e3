package io.tidewatch.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.avro.Schema;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The description of the topics is one of AsyncAPI, and what it says is what a broker and a registry hold. */
@Timeout(180)
@ExtendWith(Demo.class)
class AsyncApiIT {
    private static final Path DOCUMENT = Command.ROOT.resolve("schemas/asyncapi.json");

    @Test
    void isAsAsyncApiWantsIt(Demo.Run demo) {
        Node.beside(demo).run("check-asyncapi.mjs", DOCUMENT);
    }

    @Test
    void namesTheTopicsThatThereAre(Demo.Run demo) throws IOException, ExecutionException, InterruptedException {
        Set<String> described = new TreeSet<>();
        Command.JSON.readTree(DOCUMENT.toFile()).path("channels").forEach(channel -> described.add(channel
            .path("address").asText()));
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                demo.standalone().broker()))) {
            List<String> ours = admin.listTopics().names().get().stream().filter(name -> name.startsWith("tidewatch.")
                && name.endsWith(".v1")).toList();
            assertThat(described).containsExactlyInAnyOrderElementsOf(ours);
        }
    }

    @Test
    void hasTheSchemasOfTheRegistry(Demo.Run demo) throws IOException {
        JsonNode document = Command.JSON.readTree(DOCUMENT.toFile());
        try (TopicReader topics = demo.standalone().topics()) {
            for (String topic : Demo.AVRO_TOPICS) {
                String message = document.path("channels").path(topic.replace("tidewatch.", "")).path("messages")
                    .path("value").path("$ref").asText().replaceAll(".*/", "");
                JsonNode schema = document.path("components").path("messages").path(message).path("payload")
                    .path("schema");
                assertThat(new Schema.Parser().parse(schema.toString())).as(topic).isEqualTo(topics.schema(topic));
            }
        }
    }
}

package io.tidewatch.standalone;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidewatch.schemas.Topic;
import io.tidewatch.schemas.Topics;
import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;

/**
 * The topics of the contract after AsyncAPI 3.0, for whoever reads them: each topic with its key, its value and its
 * policy, each value with its Avro schema.
 */
final class AsyncApi {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String KAFKA = "kafka";
    private static final String BINDINGS = "bindings";
    private static final String MESSAGES = "messages";
    private static final String DESCRIPTION = "description";
    private static final String PAYLOAD = "payload";
    private static final String BINDING_VERSION = "bindingVersion";
    private static final String VERSION = "0.5.0";

    private final ObjectNode document = JSON.createObjectNode();

    private AsyncApi(Topics topics) {
        document.put("asyncapi", "3.0.0");
        document.putObject("info").put("title", "Tidewatch").put("version", "1").put(DESCRIPTION,
            "The Kafka topics of Tidewatch: who is in which multicast group, and which errors storm. Avro values are "
            + "in Confluent wire format, subjects by topic name, compatible in both directions with all versions.");
        document.put("defaultContentType", "application/vnd.apache.avro");
        ObjectNode channels = document.putObject("channels");
        ObjectNode operations = document.putObject("operations");
        ObjectNode messages = document.putObject("components").putObject(MESSAGES);
        for (Topic<?> topic : topics.all()) {
            String name = topic.name().substring(topics.prefix().length());
            String message = topic.avro() ? topic.recordType().getSimpleName() : name;
            channel(channels.putObject(name), topic, message);
            if (!messages.has(message)) {
                message(messages.putObject(message), topic);
            }
            operations.putObject("read " + name).put("action", "receive").putObject("channel").put("$ref",
                "#/channels/" + name);
        }
    }

    /** The document as text. */
    static String text(Topics topics) {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(new AsyncApi(topics).document) + '\n';
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static void channel(ObjectNode channel, Topic<?> topic, String message) {
        channel.put("address", topic.name()).put(DESCRIPTION, Character.toUpperCase(topic.about().charAt(0))
            + topic.about().substring(1) + ". Key: " + topic.key() + "; partition by "
            + (topic.keying() == Topic.Keying.SEGMENT ? "its segment." : "the whole of it."));
        channel.putObject(MESSAGES).putObject("value").put("$ref", "#/components/messages/" + message);
        ObjectNode binding = channel.putObject(BINDINGS).putObject(KAFKA);
        binding.put("topic", topic.name());
        ObjectNode configuration = binding.putObject("topicConfiguration");
        for (Map.Entry<String, String> setting : topic.settings().entrySet()) {
            switch (setting.getKey()) {
                case TopicConfig.CLEANUP_POLICY_CONFIG -> configuration.putArray(setting.getKey())
                    .add(setting.getValue());
                case TopicConfig.RETENTION_MS_CONFIG, TopicConfig.DELETE_RETENTION_MS_CONFIG -> configuration
                    .put(setting.getKey(), Long.parseLong(setting.getValue()));
                default -> configuration.put(setting.getKey(), setting.getValue());
            }
        }
        binding.put(BINDING_VERSION, VERSION);
    }

    private static void message(ObjectNode message, Topic<?> topic) {
        ObjectNode binding = message.putObject(BINDINGS).putObject(KAFKA);
        binding.putObject("key").put("type", "string").put(DESCRIPTION, "UTF-8, parts joined by |.");
        if (topic.avro()) {
            binding.put("schemaIdLocation", PAYLOAD).put("schemaIdPayloadEncoding", "confluent")
                .put("schemaLookupStrategy", "TopicNameStrategy");
            try {
                message.putObject(PAYLOAD).put("schemaFormat", "application/vnd.apache.avro;version=1.9.0")
                    .set("schema", JSON.readTree(topic.schema().toString()));
            } catch (JsonProcessingException e) {
                throw new AssertionError(e);
            }
        } else {
            boolean json = topic.name().contains("json");
            message.put("contentType", json ? "application/json" : "application/octet-stream");
            message.putObject(PAYLOAD).put("type", json ? "object" : "string");
        }
        binding.put(BINDING_VERSION, VERSION);
    }
}

package io.tidewatch.e2e;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;

/**
 * Prints all records of topics as JSON lines: a process of its own, for a broker in a network namespace that the tests
 * are not in. Arguments: broker, registry, topics.
 */
final class TopicDump {
    private TopicDump() {
    }

    public static void main(String[] arguments) {
        try (TopicReader reader = new TopicReader(arguments[0], arguments[1])) {
            Arrays.stream(arguments).skip(2).forEach(topic -> reader.read(topic).forEach(entry -> {
                ObjectNode line = JsonNodeFactory.instance.objectNode();
                line.put("topic", topic).put("key", entry.key()).set("value", Plain.of(entry.value()));
                System.out.println(line);
            }));
        }
    }
}

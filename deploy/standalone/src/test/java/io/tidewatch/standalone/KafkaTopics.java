package io.tidewatch.standalone;

import io.tidewatch.schemas.Topic;
import io.tidewatch.schemas.Topics;

/** The topics of the contract as resources of Strimzi's topic operator. */
final class KafkaTopics {
    private static final int PARTITIONS = 12;
    private static final int REPLICAS = 3;

    private KafkaTopics() {
    }

    /** A stream of YAML documents. */
    static String text(Topics topics) {
        StringBuilder text = new StringBuilder("""
            # Made from the catalogue of topics by OperationsTest, which also tells when it is not what the code says.
            # For Strimzi 0.49 or newer; before that the version is kafka.strimzi.io/v1beta2. The topics with a segment
            # in their key must all have the same number of partitions.
            """);
        for (Topic<?> topic : topics.all()) {
            text.append("""
                ---
                # %s
                apiVersion: kafka.strimzi.io/v1
                kind: KafkaTopic
                metadata:
                  name: %s
                  labels:
                    strimzi.io/cluster: tidewatch
                spec:
                  partitions: %d
                  replicas: %d
                  config:
                """.formatted(topic.about(), topic.name(), PARTITIONS, REPLICAS));
            topic.settings().forEach((key, value) -> text.append("    ").append(key).append(": ")
                .append(value.matches("[0-9.]+") ? value : '"' + value + '"').append('\n'));
        }
        return text.toString();
    }
}

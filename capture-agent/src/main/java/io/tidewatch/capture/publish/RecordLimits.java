package io.tidewatch.capture.publish;

import io.tidewatch.schemas.Topic;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How large a value each topic takes: what the producer may send at once and what the broker stores. */
final class RecordLimits {
    private static final Logger LOG = LoggerFactory.getLogger(RecordLimits.class);
    private static final int DEFAULT_REQUEST_SIZE = 1 << 20;
    /** Room for key, headers and the frames around a record. */
    private static final int AROUND = 1024;

    private RecordLimits() {
    }

    /**
     * The largest value of each topic, in bytes. The broker's part is left out where it may not be asked; a record that
     * it then refuses fails the way it says.
     */
    static Map<String, Integer> of(Admin admin, Collection<Topic<? extends SpecificRecord>> topics,
                                   Map<String, Object> producer, Duration patience) {
        int mostSent = Integer.parseInt(producer.getOrDefault(ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
            DEFAULT_REQUEST_SIZE).toString().strip());
        List<ConfigResource> resources = topics.stream()
            .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic.name())).toList();
        Map<ConfigResource, KafkaFuture<Config>> answers = admin.describeConfigs(resources).values();
        Map<String, Integer> limits = new HashMap<>();
        for (ConfigResource resource : resources) {
            int stored = stored(resource.name(), answers.get(resource), patience);
            limits.put(resource.name(), Math.max(AROUND, Math.min(mostSent, stored) - AROUND));
        }
        return limits;
    }

    private static int stored(String topic, KafkaFuture<Config> answer, Duration patience) {
        try {
            return Integer.parseInt(answer.get(patience.toMillis(), TimeUnit.MILLISECONDS)
                .get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG).value());
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("{} does not tell how large its records may be", topic, e);
            return Integer.MAX_VALUE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Integer.MAX_VALUE;
        }
    }
}

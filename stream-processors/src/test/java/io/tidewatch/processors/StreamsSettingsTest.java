package io.tidewatch.processors;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.serialization.LongSerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamsSettingsTest {
    @TempDir private Path state;

    private Map<String, Object> settings(String... settings) {
        ProcessorsConfig config = Configs.with(settings);
        return StreamsSettings.of(config, "membership", new BoundedMemory.Pool(16 << 20), stage -> { });
    }

    @Test
    void whatThePromisesRestOnCantBeSetOtherwise() {
        assertThat(settings("kafka.processing.guarantee", "at_least_once", "kafka.commit.interval.ms", "30000",
            "kafka.application.id", "other", "kafka.statestore.cache.max.bytes", "1000000"))
            .containsEntry("processing.guarantee", "exactly_once_v2").containsEntry("commit.interval.ms", 100)
            .containsEntry("application.id", "tidewatch-membership")
            .containsEntry("statestore.cache.max.bytes", 0L);
    }

    @Test
    void speedAndSecurityCan() {
        assertThat(settings("kafka.producer.linger.ms", "50", "kafka.security.protocol", "SASL_SSL"))
            .containsEntry("producer.linger.ms", "50").containsEntry("security.protocol", "SASL_SSL");
        assertThat(settings()).containsEntry("producer.linger.ms", 100);
        assertThat(settings("kafka.consumer.fetch.max.bytes", "1000000"))
            .containsEntry("consumer.fetch.max.bytes", "1000000");
    }

    /** An array of half a mebibyte is humongous in a small heap of G1. */
    @Test
    void eventsAreFetchedInSmallAnswersAndStateInLargeOnes() {
        assertThat((int) settings().get("consumer.fetch.max.bytes")).isLessThan(512 << 10);
        assertThat((int) settings().get("restore.consumer.fetch.max.bytes")).isGreaterThan(10 << 20);
    }

    /** More stores than the memory would hold at Kafka's own sizes, all written and read back. */
    @Test
    void storesShareTheMemory() {
        ProcessorsConfig config = Configs.with("state.dir", state.toString());
        Properties properties = new Properties();
        properties.putAll(StreamsSettings.of(config, "membership", new BoundedMemory.Pool(16 << 20), stage -> { }));
        StreamsBuilder builder = new StreamsBuilder();
        for (int i = 0; i < 8; i++) {
            builder.table("in" + i, Consumed.with(Serdes.Long(), Serdes.Long()).withName("read" + i),
                Materialized.<Long, Long>as(Stores.persistentKeyValueStore("store" + i)).withLoggingDisabled());
        }
        try (TopologyTestDriver driver = new TopologyTestDriver(builder.build(), properties)) {
            for (int i = 0; i < 8; i++) {
                var in = driver.createInputTopic("in" + i, new LongSerializer(), new LongSerializer());
                for (long key = 0; key < 1000; key++) {
                    in.pipeInput(key, key * i);
                }
            }
            for (int i = 0; i < 8; i++) {
                KeyValueStore<Long, Long> store = driver.getKeyValueStore("store" + i);
                for (long key = 0; key < 1000; key++) {
                    assertThat(store.get(key)).isEqualTo(key * i);
                }
            }
        }
    }
}

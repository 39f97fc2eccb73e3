package io.tidewatch.standalone;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import io.tidewatch.schemas.RegistryAccess;
import io.tidewatch.schemas.Topics;
import io.tidewatch.standalone.local.DataDirectory;
import io.tidewatch.standalone.local.EmbeddedBroker;
import io.tidewatch.standalone.local.EmbeddedRegistry;
import io.tidewatch.standalone.local.Ports;
import io.tidewatch.standalone.setup.SchemaSetup;
import io.tidewatch.standalone.setup.TopicSetup;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A broker and a registry with nothing in them, all of which can be taken, and put into another one of this kind. */
final class KeptCluster implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int PARTITIONS = 4;

    private final Topics topics = new Topics(Topics.DEFAULT_PREFIX);
    private final DataDirectory data;
    private final Ports ports;
    private final EmbeddedBroker broker;
    private final EmbeddedRegistry registry;
    private final Admin admin;
    private final SchemaRegistryClient schemas;

    KeptCluster(Path folder) {
        data = DataDirectory.open(folder);
        ports = Ports.choose(data, new Ports.Wish(0, 0, 0), Duration.ofSeconds(10));
        registry = EmbeddedRegistry.start(Launched.ROOT.resolve("deploy/standalone/target/tidewatch/registry"),
            data.part("registry"), folder.resolve("registry.log"), ports);
        broker = EmbeddedBroker.start(data.part("kafka"), ports, fault -> { });
        admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
        registry.awaitReady();
        schemas = RegistryAccess.connect(List.of(registryUrl()), Map.of(), Duration.ZERO).client();
    }

    String bootstrapServers() {
        return broker.bootstrapServers();
    }

    String registryUrl() {
        return registry.url().toString();
    }

    /** What an operator does before a new version is started. */
    void prepare() {
        new TopicSetup(admin, topics).create(PARTITIONS, (short) 1);
        new SchemaSetup(schemas, topics).register();
    }

    /** All that is in it, with these answers. Nothing may be written meanwhile. */
    Snapshot take(Map<String, com.fasterxml.jackson.databind.JsonNode> answers) throws Exception {
        List<Snapshot.Kept> kept = new ArrayList<>();
        List<Snapshot.Entry> records = new ArrayList<>();
        Map<String, TopicDescription> described = admin.describeTopics(admin.listTopics().names().get().stream()
            .filter(name -> !name.startsWith("__")).sorted().toList()).allTopicNames().get();
        for (TopicDescription topic : new TreeMap<>(described).values()) {
            int partitions = topic.partitions().size();
            kept.add(new Snapshot.Kept(topic.name(), partitions, settings(topic.name()), groups(topic.name())));
            records.addAll(records(topic.name(), partitions));
        }
        return new Snapshot(subjects(), kept, records, answers);
    }

    private List<Snapshot.Subject> subjects() throws IOException, RestClientException {
        List<Snapshot.Subject> subjects = new ArrayList<>();
        for (String subject : schemas.getAllSubjects()) {
            var newest = schemas.getLatestSchemaMetadata(subject);
            subjects.add(new Snapshot.Subject(newest.getId(), subject, newest.getSchema()));
        }
        subjects.sort(Comparator.comparingInt(Snapshot.Subject::id).thenComparing(Snapshot.Subject::subject));
        return subjects;
    }

    private Map<String, String> settings(String topic) throws ExecutionException, InterruptedException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        Map<String, String> settings = new TreeMap<>();
        for (ConfigEntry entry : admin.describeConfigs(List.of(resource)).all().get().get(resource).entries()) {
            if (entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG) {
                settings.put(entry.name(), entry.value());
            }
        }
        return settings;
    }

    private List<String> groups(String topic) throws ExecutionException, InterruptedException {
        List<String> groups = new ArrayList<>();
        for (String group : List.of("tidewatch-membership", "tidewatch-storms")) {
            if (admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get().keySet().stream()
                    .anyMatch(partition -> partition.topic().equals(topic))) {
                groups.add(group);
            }
        }
        return groups;
    }

    private List<TopicPartition> partitions(String topic, int count) {
        List<TopicPartition> partitions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            partitions.add(new TopicPartition(topic, i));
        }
        return partitions;
    }

    private List<Snapshot.Entry> records(String topic, int count) {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(Map.of("bootstrap.servers",
                bootstrapServers(), "isolation.level", "read_committed"), new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = partitions(topic, count);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<Snapshot.Entry> records = new ArrayList<>();
            while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.get(each))) {
                consumer.poll(POLL).forEach(record -> records.add(entry(record)));
            }
            return records;
        }
    }

    private static Snapshot.Entry entry(ConsumerRecord<byte[], byte[]> record) {
        return new Snapshot.Entry(record.topic(), record.partition(), record.timestamp(), record.key(), record.value(),
            Arrays.stream(record.headers().toArray()).map(each -> new Snapshot.Header(each.key(), each.value()))
                .toList());
    }

    /** Puts all of it into this one, and has the groups know that they have done it. */
    void put(Snapshot snapshot) throws Exception {
        for (Snapshot.Subject each : snapshot.schemas()) {
            int id = schemas.register(each.subject(), new AvroSchema(each.schema()));
            if (id != each.id()) {
                throw new AssertionError(each.subject() + " has id " + id + " here, and in the values "
                    + each.id());
            }
        }
        putTopics(snapshot.topics(), snapshot.records());
        for (String group : List.of("tidewatch-membership", "tidewatch-storms")) {
            Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
            snapshot.topics().stream().filter(topic -> topic.groups().contains(group)).forEach(topic ->
                partitions(topic.name(), topic.partitions()).forEach(each -> asked.put(each, OffsetSpec.latest())));
            Map<TopicPartition, OffsetAndMetadata> ends = new HashMap<>();
            admin.listOffsets(asked).all().get().forEach((partition, end) ->
                ends.put(partition, new OffsetAndMetadata(end.offset())));
            admin.alterConsumerGroupOffsets(group, ends).all().get();
        }
    }

    /** Makes these topics, with these records on them. */
    void putTopics(List<Snapshot.Kept> kept, List<Snapshot.Entry> records) throws Exception {
        admin.createTopics(kept.stream().map(topic -> new NewTopic(topic.name(), topic.partitions(), (short) 1)
            .configs(topic.settings())).toList()).all().get();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(Map.of("bootstrap.servers",
                bootstrapServers()), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (Snapshot.Entry each : records) {
                ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(each.topic(), each.partition(),
                    each.timestamp(), each.key(), each.value());
                each.headers().forEach(header -> record.headers().add(header.name(), header.value()));
                producer.send(record);
            }
            producer.flush();
        }
    }

    @Override
    public void close() {
        admin.close();
        broker.close();
        registry.close();
        data.close();
    }
}

package io.tidewatch.capture.publish;

import io.tidewatch.schemas.RecordOrigin;
import io.tidewatch.schemas.SegmentPartitioner;
import io.tidewatch.schemas.SensorStatus;
import io.tidewatch.schemas.Topic;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A broker as far as a replay sees it: what is committed stays, what is not was never there. */
public final class MockKafka {
    /** A committed record. */
    public record Sent(String topic, String key, SpecificRecord value, RecordOrigin origin) {
    }

    private final ValueEncoder encoder = new ValueEncoder(Events.TOPICS);
    private final Map<ProducerRecord<String, byte[]>, Sent> read = Collections.synchronizedMap(new IdentityHashMap<>());
    private final List<Producer> producers = new ArrayList<>();
    private final IntFunction<RuntimeException> failures;
    private Map<String, Integer> limits = Map.of();
    private int commits;

    /** {@code failures} says what the nth commit of the test, from 1, throws; null: it succeeds. */
    public MockKafka(IntFunction<RuntimeException> failures) {
        this.failures = failures;
    }

    /** A broker that goes on from what another has. */
    public MockKafka(MockKafka before) {
        this(commit -> null);
        producers.addAll(before.producers);
    }

    /** All values of this topic are larger than this broker takes. */
    public MockKafka tooSmallFor(Topic<?> topic) {
        limits = Map.of(topic.name(), 0);
        return this;
    }

    /** Counts commits over all producers. */
    private final class Producer extends MockProducer<String, byte[]> {
        Producer() {
            super(true, new SegmentPartitioner(), new StringSerializer(), new ByteArraySerializer());
        }

        @Override
        public void commitTransaction() {
            commits++;
            commitTransactionException = failures.apply(commits);
            super.commitTransaction();
        }
    }

    public ReplayPublisher connect(String name) {
        Producer producer = new Producer();
        producers.add(producer);
        return new ReplayPublisher(Events.TOPICS, encoder, Events.terms(encoder, limits), producer, failure -> null);
    }

    public int connections() {
        return producers.size();
    }

    public boolean allClosed() {
        return producers.stream().allMatch(MockProducer::closed);
    }

    /** In the order sent. */
    public List<Sent> committed() {
        return producers.stream().flatMap(producer -> producer.history().stream()).map(this::sent).toList();
    }

    private Sent sent(ProducerRecord<String, byte[]> record) {
        return read.computeIfAbsent(record, once -> new Sent(once.topic(), once.key(),
            Events.value(once.topic(), once.value()), RecordOrigin.read(once.headers())));
    }

    /** Committed records but statuses. */
    public List<Sent> events() {
        return committed().stream().filter(record -> !(record.value() instanceof SensorStatus)).toList();
    }

    public List<SensorStatus> statuses() {
        return committed().stream().map(Sent::value).filter(SensorStatus.class::isInstance)
            .map(SensorStatus.class::cast).toList();
    }

    /** By interface. */
    public Map<String, SensorStatus> lastStatuses() {
        Map<String, SensorStatus> last = new TreeMap<>();
        statuses().forEach(status -> last.put(status.getInterface$(), status));
        return last;
    }

    public List<Long> sequences() {
        return events().stream().map(event -> event.origin().sequence()).toList();
    }
}

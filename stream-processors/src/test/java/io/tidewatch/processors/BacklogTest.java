package io.tidewatch.processors;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.junit.jupiter.api.Test;

class BacklogTest {
    private static final TopicPartition IN = new TopicPartition("in", 0);
    private static final TopicPartition INNER = new TopicPartition("app-inner-repartition", 1);
    private static final TopicPartition OUT = new TopicPartition("out", 0);

    private final Cluster cluster = new Cluster();
    private final Backlog backlog = new Backlog(cluster,
        List.of(new Backlog.Work("app", Set.of(IN.topic(), INNER.topic()), Set.of(OUT.topic()))));

    /** Offsets as set; what is queued in {@code next} happens after each look at the ends. */
    private static final class Cluster implements Backlog.Offsets {
        private final Map<TopicPartition, Long> committed = new HashMap<>();
        private final Map<TopicPartition, Long> ends = new HashMap<>();
        private final Set<TopicPartition> markersOnly = new HashSet<>();
        private final Deque<Runnable> next = new ArrayDeque<>();
        private int looks;

        @Override
        public Map<TopicPartition, Long> committed(String group) {
            assertThat(group).isEqualTo("app");
            return Map.copyOf(committed);
        }

        @Override
        public Map<TopicPartition, Long> ends(Collection<String> topics) {
            Map<TopicPartition, Long> told = new HashMap<>();
            ends.forEach((partition, end) -> {
                if (topics.contains(partition.topic())) {
                    told.put(partition, end);
                }
            });
            looks++;
            if (!next.isEmpty()) {
                next.poll().run();
            }
            return told;
        }

        @Override
        public boolean nothingBetween(TopicPartition partition, Long offset, long end) {
            return markersOnly.contains(partition);
        }
    }

    private void at(TopicPartition partition, Long committed, long end) {
        cluster.ends.put(partition, end);
        if (committed != null) {
            cluster.committed.put(partition, committed);
        }
    }

    @Test
    void nothingPublishedNothingToDo() {
        at(IN, null, 0);
        assertThat(backlog.isEmpty()).isTrue();
    }

    @Test
    void notBegunIsNotDone() {
        at(IN, null, 3);
        assertThat(backlog.isEmpty()).isFalse();
    }

    @Test
    void everyTopicCounts() {
        at(IN, 10L, 10);
        at(INNER, 4L, 5);
        assertThat(backlog.isEmpty()).isFalse();
        at(INNER, 5L, 5);
        assertThat(backlog.isEmpty()).isTrue();
    }

    @Test
    void markersBehindTheLastRecordDoNotWait() {
        at(IN, 9L, 10);
        assertThat(backlog.isEmpty()).isFalse();
        cluster.markersOnly.add(IN);
        assertThat(backlog.isEmpty()).isTrue();
    }

    @Test
    void whatIsWrittenIsNotWaitedFor() {
        at(IN, 1L, 1);
        at(OUT, null, 7);
        assertThat(backlog.isEmpty()).isTrue();
    }

    @Test
    void waitsUntilNothingMoreComesOut() {
        at(IN, 1L, 1);
        at(OUT, null, 7);
        // Looks go in pairs: is it empty, and where does all end. After the first pair one more result appears.
        cluster.next.add(() -> { });
        cluster.next.add(() -> at(OUT, null, 8));
        assertThat(backlog.awaitEmpty(Duration.ofSeconds(10))).isTrue();
        assertThat(cluster.looks).isGreaterThanOrEqualTo(6);
    }

    @Test
    void thePauseMayLieBetweenCalls() throws InterruptedException {
        at(IN, 1L, 1);
        assertThat(backlog.awaitEmpty(Duration.ZERO)).isFalse();
        assertThat(backlog.awaitEmpty(Duration.ZERO)).isFalse();
        Thread.sleep(Backlog.PAUSE.toMillis() + 50);
        assertThat(backlog.awaitEmpty(Duration.ZERO)).isTrue();
        at(IN, 1L, 2);
        assertThat(backlog.awaitEmpty(Duration.ZERO)).isFalse();
        at(IN, 2L, 2);
        assertThat(backlog.awaitEmpty(Duration.ZERO)).isFalse();
    }

    @Test
    void waitsNoLongerThanAsked() {
        at(IN, 1L, 2);
        long began = System.nanoTime();
        assertThat(backlog.awaitEmpty(Duration.ofMillis(350))).isFalse();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isBetween(Duration.ofMillis(350),
            Duration.ofSeconds(5));
    }

    @Test
    void topicsAsTheTopologySays() {
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream("contract.in", Consumed.with(Serdes.String(), Serdes.String()).withName("read"))
            .repartition(Repartitioned.<String, String>as("inner").withKeySerde(Serdes.String())
                .withValueSerde(Serdes.String()).withNumberOfPartitions(2))
            .to("contract.out", Produced.with(Serdes.String(), Serdes.String()).withName("write"));
        assertThat(Backlog.Work.of("app", builder.build(), Set.of("contract.in", "contract.out")))
            .isEqualTo(new Backlog.Work("app", Set.of("contract.in", "app-inner-repartition"),
                Set.of("contract.out")));
    }
}

package io.tidewatch.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * An agent that starts with nobody there, is killed (KILL) while it spools, started again, killed while it drains, and
 * started once more: everything that it had told as safe is on the topics, in order, and the memberships are those of
 * all that was heard.
 */
@Order(8)
@Timeout(600)
class OutageIT {
    private static final int HEADER = 24;
    private static final int RECORD_HEADER = 16;
    private static final int FRAMES = 120_000;
    private static final String SPOOLED = "tidewatch_publish_records_spooled";
    private static final String FOUND = "tidewatch_spool_recovered_found_total";
    private static final String DRAINED = "tidewatch_spool_recovered_published_total";

    @TempDir
    private Path folder;

    /** IGMPv2 reports of one host for one group after the other, a millisecond apart. */
    private static byte[] capture(int first, int count) {
        ByteBuffer out = ByteBuffer.allocate(HEADER + count * (RECORD_HEADER + 46)).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(0xa1b2c3d4).putShort((short) 2).putShort((short) 4).putLong(0).putInt(65_535).putInt(1);
        long base = Instant.now().minusSeconds(60).getEpochSecond() * 1_000_000;
        for (int i = first; i < first + count; i++) {
            long micros = base + i * 1000L;
            out.putInt((int) (micros / 1_000_000)).putInt((int) (micros % 1_000_000)).putInt(46).putInt(46);
            out.put(report(i));
        }
        return out.array();
    }

    private static byte[] report(int number) {
        int group = 0xef010000 + number % 200;
        ByteBuffer frame = ByteBuffer.allocate(46);
        frame.put(new byte[] {1, 0, 0x5e, 1, 0, (byte) group, 2, 0, 0, 0, 0, 7, 8, 0});
        frame.put(new byte[] {0x46, (byte) 0xc0, 0, 32}).putInt(number % 65_536 << 16).put((byte) 1).put((byte) 2)
            .putShort((short) 0).putInt(0x0a000007).putInt(group).putInt(0x94040000);
        frame.putShort(24, checksum(frame, 14, 24));
        frame.put(new byte[] {0x16, 0, 0, 0}).putInt(group);
        frame.putShort(40, checksum(frame, 38, 8));
        return frame.array();
    }

    private static short checksum(ByteBuffer bytes, int from, int length) {
        int sum = 0;
        for (int i = from; i < from + length; i += 2) {
            sum += bytes.getShort(i) & 0xffff;
        }
        sum = (sum & 0xffff) + (sum >>> 16);
        return (short) ~(sum + (sum >>> 16));
    }

    private Agent agent(int metrics, int broker, int registry) {
        return Agent.start(folder, metrics, "--pace", "max", "--sensor", "s1", "--segment", "lan",
            "--bootstrap-server", "127.0.0.1:" + broker, "--schema-registry", "http://127.0.0.1:" + registry
            + "/apis/ccompat/v7", "--set", "spool.directory=" + folder.resolve("spool"), "--set",
            "start.timeout.ms=1000");
    }

    private static void feed(Agent agent, byte[] capture) throws IOException {
        OutputStream input = agent.input();
        input.write(capture);
        input.flush();
    }

    private static void requireBalance(Map<String, Double> meters) {
        assertThat(Agent.sum(meters, "tidewatch_capture_frames_received_total")).isEqualTo(
            Agent.sum(meters, "tidewatch_capture_frames_filtered_total")
            + Agent.sum(meters, "tidewatch_capture_frames_fragments_total")
            + Agent.sum(meters, "tidewatch_capture_frames_coalesced_total")
            + Agent.sum(meters, "tidewatch_capture_frames_malformed_total")
            + Agent.sum(meters, "tidewatch_publish_records_published_total")
            + Agent.sum(meters, "tidewatch_publish_records_lost_total")
            + Agent.sum(meters, "tidewatch_publish_records_pending") + Agent.sum(meters, SPOOLED));
    }

    @Test
    void killsInAnOutageAndBehindItLoseNothing() throws IOException {
        int broker = Command.freePort();
        int registry = Command.freePort();
        int metrics = Command.freePort();
        try (Agent first = agent(metrics, broker, registry)) {
            feed(first, capture(0, FRAMES));
            requireBalance(first.await("spooled", meters -> Agent.sum(meters, SPOOLED) == FRAMES));
            first.awaitOutput("Kafka at 127.0.0.1:" + broker + " does not answer.");
            first.awaitOutput("What is captured is kept in " + folder.resolve("spool/s1"));
            first.kill();
        }
        Path data = Files.createDirectories(folder.resolve("data"));
        Agent second = agent(metrics, broker, registry);
        double before;
        try (second) {
            feed(second, capture(FRAMES, 100));
            second.await("spooled", meters -> Agent.sum(meters, FOUND) == FRAMES && Agent.sum(meters, SPOOLED) == 100);
            try (Standalone cluster = Standalone.start(data, "--broker-port", Integer.toString(broker),
                    "--registry-port", Integer.toString(registry), "--api-port", "0", "--partitions", "3")) {
                second.await("draining", meters -> Agent.sum(meters, DRAINED) > 0);
                second.kill();
                cluster.awaitUp();
                before = arrived(cluster).size();
                third(cluster, agent(metrics, broker, registry), before);
            }
        }
    }

    private void third(Standalone cluster, Agent third, double before) throws IOException {
        try (third) {
            feed(third, capture(FRAMES + 100, 100));
            Map<String, Double> meters = third.await("drained", told -> Agent.sum(told,
                "tidewatch_publish_records_published_total") == 100 && Agent.sum(told, "tidewatch_spool_records") == 0);
            requireBalance(meters);
            assertThat(Agent.sum(meters, FOUND)).isEqualTo(Agent.sum(meters, DRAINED)).isPositive();
            assertThat(Agent.sum(meters, "tidewatch_publish_state")).isEqualTo(1);
            assertThat(meters.get("tidewatch_publish_state{sensor=\"s1\",state=\"direct\"}")).isEqualTo(1);
            third.input().close();
            assertThat(third.exitCode()).as(third.output()).isZero();
        }
        Map<String, Set<Long>> arrived = new TreeMap<>();
        arrived(cluster).forEach(each -> arrived.computeIfAbsent(each.boot(), unknown -> new HashSet<>())
            .add(each.sequence()));
        assertThat(arrived.values().stream().mapToInt(Set::size).sum()).isEqualTo(FRAMES + 200);
        assertThat(arrived.values().stream().map(Set::size).sorted().toList()).containsExactly(100, 100, FRAMES);
        assertThat(before).isPositive();
        requireOrder(arrived(cluster));
        requireMemberships(cluster);
    }

    /** A record's number and its place. */
    private record Numbered(int partition, String boot, long sequence) {
    }

    private static List<Numbered> arrived(Standalone cluster) {
        List<Numbered> all = new ArrayList<>();
        try (TopicReader topics = cluster.topics()) {
            for (ConsumerRecord<String, byte[]> each : topics.readBytes("tidewatch.gmp.v1")) {
                all.add(new Numbered(each.partition(), new String(each.headers().lastHeader("tw-boot").value(),
                    StandardCharsets.UTF_8), ByteBuffer.wrap(each.headers().lastHeader("tw-seq").value()).getLong()));
            }
        }
        return all;
    }

    /** For a reader that drops what it has seen, each boot counts up by one, and boots do not mix. */
    private static void requireOrder(List<Numbered> all) {
        Map<String, Long> last = new HashMap<>();
        List<String> boots = new ArrayList<>();
        for (Numbered each : all) {
            long seen = last.getOrDefault(each.boot(), 0L);
            if (each.sequence() > seen) {
                assertThat(each.sequence()).isEqualTo(seen + 1);
                last.put(each.boot(), each.sequence());
                if (boots.isEmpty() || !boots.get(boots.size() - 1).equals(each.boot())) {
                    boots.add(each.boot());
                }
            }
        }
        assertThat(boots).hasSize(3).doesNotHaveDuplicates();
    }

    private static void requireMemberships(Standalone cluster) {
        long giveUpAt = System.nanoTime() + 60_000_000_000L;
        List<JsonNode> groups = cluster.api().all("segments/lan/groups");
        while (groups.size() < 200 && System.nanoTime() < giveUpAt) {
            Standalone.pause();
            groups = cluster.api().all("segments/lan/groups");
        }
        assertThat(groups).hasSize(200);
    }
}

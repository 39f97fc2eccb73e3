package io.tidewatch.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real storms of real kernels, one after the other: a routing loop, a prefix that is gone, a scan, a path whose MTU
 * senders never learn, hosts at the wrong gateway. Each is one alert, about the right thing and for the right cause.
 */
@Timeout(300)
class LiveStormsIT {
    private static final long LIMIT_NS = Duration.ofSeconds(60).toNanos();
    private static final int SECONDS = 6;
    private static final int RATE = 80;

    @TempDir
    private Path folder;

    @Test
    void eachIsOneAlertWithItsCause() {
        Needs.root();
        Needs.commands("ip", "python3");
        try (StormNetwork network = new StormNetwork(folder);
             Standalone standalone = Standalone.startIn(network.atTheSensor(), folder.resolve("data"), "-i",
                 StormNetwork.SENSOR, "--sensor", "s1", "--segment", "lan")) {
            standalone.awaitUp();
            Map<String, String> expected = new LinkedHashMap<>();
            network.send(6, "198.18.1.%d", "60+800", SECONDS, RATE);
            await(standalone, expected, "routing_loop", "QUOTED_PREFIX 198.18.1.0/24");
            network.send(12, "198.51.100.%d", "60+800", SECONDS, RATE);
            await(standalone, expected, "unreachable_prefix", "QUOTED_PREFIX 198.51.100.0/24");
            network.scan(SECONDS, RATE);
            await(standalone, expected, "udp_scan_backscatter", "RECEIVER " + StormNetwork.SCANNER);
            network.send(4, "198.18.2.9", "1472+0", SECONDS, RATE);
            await(standalone, expected, "pmtud_blackhole", "REPORTER " + StormNetwork.ROUTER);
            network.send(60, "192.0.2.%d", "60+800", SECONDS, RATE);
            await(standalone, expected, "redirect_storm", "REPORTER " + StormNetwork.ROUTER);
        }
    }

    /** Waits for one more alert; there must be those before, this one and no other. */
    private static void await(Standalone standalone, Map<String, String> expected, String cause, String scope) {
        expected.put(cause, scope);
        long giveUpAt = System.nanoTime() + LIMIT_NS;
        List<Opened> opened = opened(standalone);
        while (opened.size() < expected.size() && System.nanoTime() < giveUpAt) {
            Standalone.pause();
            opened = opened(standalone);
        }
        List<String> told = new ArrayList<>();
        opened.forEach(each -> told.add(each.cause() + " " + each.scope()));
        List<String> wanted = new ArrayList<>();
        expected.forEach((why, where) -> wanted.add(why + " " + where));
        assertThat(told).as(standalone.evidence()).containsExactlyInAnyOrderElementsOf(wanted);
        opened.stream().filter(each -> each.cause().equals(cause)).forEach(each ->
            System.out.println(cause + " on the topic " + each.delayMs() + " ms after the evidence sufficed"));
    }

    private record Opened(String cause, String scope, long delayMs) {
    }

    private static List<Opened> opened(Standalone standalone) {
        List<Opened> opened = new ArrayList<>();
        try (TopicReader topics = standalone.topics()) {
            List<TopicReader.Entry> entries = topics.read("tidewatch.alerts.events.v1");
            List<ConsumerRecord<String, byte[]>> records = topics.readBytes("tidewatch.alerts.events.v1");
            for (TopicReader.Entry entry : entries) {
                if (entry.text("action").equals("OPEN")) {
                    long written = records.stream().filter(record -> record.partition() == entry.partition()
                        && record.offset() == entry.offset()).findFirst().orElseThrow().timestamp();
                    GenericRecord scope = (GenericRecord) entry.value().get("scope");
                    opened.add(new Opened(entry.text("cause"), scope.get("kind") + " " + scope.get("value"),
                        written - (Long) entry.value().get("opened_at")));
                }
            }
        }
        return opened;
    }
}

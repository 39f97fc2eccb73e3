package io.tidewatch.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A replay that is killed in its middle, goes on, is told to stop, and goes on to its end, leaves the same committed
 * records and the same answers as one that was left alone: nothing lost, nothing twice. A sink that is killed with it,
 * and killed again, has told its receiver every step of every alert.
 */
@Timeout(300)
@ExtendWith(Demo.class)
@EnabledIfSystemProperty(named = "tidewatch.require", matches = "all",
    disabledReason = "it takes a minute and a half: -Dtidewatch.require=all runs it")
class RestartIT {
    private static final long FRAMES = 4630;
    /** In the middle of the routing loop, whose alert is open then. */
    private static final long KILL_AT = 2000;
    /** In the middle of the scan. */
    private static final long STOP_AT = 3900;
    private static final long LIMIT_NS = 90_000_000_000L;

    @TempDir
    private Path folder;

    @Test
    void killAndStopLoseNothingAndRepeatNothing(Demo.Run undisturbed) {
        Path data = folder.resolve("data");
        try (Receiver receiver = Receiver.start()) {
            try (Standalone first = replay(data, "20"); Background sink = sink(first, receiver)) {
                awaitFrame(first, KILL_AT);
                first.kill();
                sink.kill();
            }
            try (Standalone second = replay(data, "20"); Background sink = sink(second, receiver)) {
                long resumed = awaitFrame(second, STOP_AT);
                assertThat(resumed).isLessThan(FRAMES);
                sink.kill();
                assertThat(second.terminate()).as(second.evidence()).isZero();
            }
            try (Standalone third = replay(data, "max"); Background sink = sink(third, receiver)) {
                third.awaitProcessed();
                assertThat(third.output()).contains("went on behind frame");
                assertSame(undisturbed.standalone(), third);
                assertTold(third, sink, receiver);
                assertThat(third.terminate()).as(third.evidence()).isZero();
            }
        }
        try (Standalone fourth = replay(data, "max")) {
            fourth.awaitProcessed();
            assertThat(fourth.output()).contains("had been replayed before");
            assertSame(undisturbed.standalone(), fourth);
        }
    }

    private Background sink(Standalone standalone, Receiver receiver) {
        standalone.awaitUp();
        return Background.start(folder, "sink", List.of(Command.LAUNCHER.toString(), "sink", "--name", "kept", "--to",
            receiver.url(), "--format", "ecs", "--bootstrap-server", standalone.broker(), "--schema-registry",
            standalone.registry(), "--from-beginning",
            // One that is killed leaves its place in the group only then.
            "--set", "kafka.session.timeout.ms=6000"));
    }

    /** Each alert opened once and closed once, and the receiver has every step of it and no other. */
    private static void assertTold(Standalone standalone, Background sink, Receiver receiver) {
        Map<String, String> expected = new TreeMap<>();
        List<String> ends = new ArrayList<>();
        try (TopicReader topics = standalone.topics()) {
            for (TopicReader.Entry entry : topics.read("tidewatch.alerts.events.v1")) {
                expected.put(entry.text("event_id"), entry.text("alert_id") + " " + entry.text("action"));
                if (List.of("OPEN", "CLOSE").contains(entry.text("action"))) {
                    ends.add(entry.text("cause") + " " + entry.text("action"));
                }
            }
        }
        assertThat(ends).containsExactlyInAnyOrder("routing_loop OPEN", "routing_loop CLOSE",
            "udp_scan_backscatter OPEN", "udp_scan_backscatter CLOSE");
        sink.await("all " + expected.size() + " steps delivered",
            () -> receiver.documents().keySet().containsAll(expected.keySet()));
        Map<String, String> told = new TreeMap<>();
        receiver.documents().forEach((id, document) -> told.put(id, document.at("/labels/alert_id").asText() + " "
            + document.at("/tidewatch/alert/action").asText().toUpperCase(Locale.ROOT)));
        assertThat(told).isEqualTo(expected);
    }

    private static Standalone replay(Path data, String pace) {
        return Standalone.start(data, "-r", Command.DEMO.toString(), "--sensor", Demo.SENSOR, "--segment",
            Demo.SEGMENT, "--pace", pace);
    }

    /** Waits until the replay has committed this many frames, and gives the number. */
    private static long awaitFrame(Standalone standalone, long frame) {
        standalone.awaitUp();
        Api api = standalone.api();
        long giveUpAt = System.nanoTime() + LIMIT_NS;
        while (System.nanoTime() < giveUpAt && standalone.running()) {
            for (JsonNode sensor : api.all("sensors")) {
                long frames = sensor.path("replay").path("frames").asLong();
                if (frames >= frame) {
                    return frames;
                }
            }
            Standalone.pause();
        }
        throw new AssertionError("frame " + frame + " was not reached: " + standalone.evidence());
    }

    private static void assertSame(Standalone undisturbed, Standalone restarted) {
        try (TopicReader expected = undisturbed.topics(); TopicReader actual = restarted.topics()) {
            assertThat(Answers.differences(Answers.sequences(expected), Answers.sequences(actual))).isEmpty();
            assertThat(Answers.differences(Answers.newest(expected), Answers.newest(actual))).isEmpty();
        }
        assertThat(Answers.differences(Answers.told(undisturbed.api(), Demo.SEGMENT),
            Answers.told(restarted.api(), Demo.SEGMENT))).isEmpty();
    }
}

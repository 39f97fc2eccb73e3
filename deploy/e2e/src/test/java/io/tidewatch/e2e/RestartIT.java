package io.tidewatch.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A replay that is killed in its middle, goes on, is told to stop, and goes on to its end, leaves the same committed
 * records and the same answers as one that was left alone: nothing lost, nothing twice.
 */
@Order(10)
@Timeout(600)
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
        try (Standalone first = replay(data, "20")) {
            awaitFrame(first, KILL_AT);
            first.kill();
        }
        try (Standalone second = replay(data, "20")) {
            long resumed = awaitFrame(second, STOP_AT);
            assertThat(resumed).isLessThan(FRAMES);
            assertThat(second.terminate()).as(second.evidence()).isZero();
        }
        try (Standalone third = replay(data, "max")) {
            third.awaitProcessed();
            assertThat(third.output()).contains("went on behind frame");
            assertSame(undisturbed.standalone(), third);
            assertThat(third.terminate()).as(third.evidence()).isZero();
        }
        try (Standalone fourth = replay(data, "max")) {
            fourth.awaitProcessed();
            assertThat(fourth.output()).contains("had been replayed before");
            assertSame(undisturbed.standalone(), fourth);
        }
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

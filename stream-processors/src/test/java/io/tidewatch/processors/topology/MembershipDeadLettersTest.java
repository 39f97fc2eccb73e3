package io.tidewatch.processors.topology;

import static io.tidewatch.processors.topology.MembershipBench.T0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewatch.processors.membership.Limits;
import io.tidewatch.processors.topology.state.GroupRow;
import io.tidewatch.schemas.GmpEvent;
import io.tidewatch.schemas.MembershipChange;
import io.tidewatch.schemas.RecordOrigin;
import io.tidewatch.schemas.RecordType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events that make the rules fail. No event that is let in does so by itself: a group that can't be stands for one. */
class MembershipDeadLettersTest {
    private static final String GROUP = "239.1.1.1";
    private static final String BROKEN = "239.9.9.9";
    private static final String HOST = "10.0.0.5";

    @TempDir
    Path state;
    private MembershipBench bench;

    private void start(int deadlines) {
        bench = new MembershipBench(state, new MembershipSettings(Limits.DEFAULT, Duration.ofDays(1),
            MembershipBench.deadlines(deadlines)));
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    /** EXCLUDE without a group timer: the rules refuse it. */
    private void breakGroup(long deadline) {
        KeyValueStore<String, GroupRow> groups = bench.driver.getKeyValueStore(MembershipStores.GROUPS);
        GroupRow sound = groups.get("lan|" + GROUP);
        groups.put("lan|" + BROKEN, GroupRow.newBuilder(sound).setDeadline(Long.MAX_VALUE).setArmedAt(deadline)
            .build());
    }

    @Test
    void anEventThatFailsGoesToTheDeadLettersAndTheNextIsTaken() {
        start(1000);
        bench.hear(join(T0, GROUP));
        breakGroup(-1);
        bench.changes();
        GmpEvent poison = join(T0.plusSeconds(1), BROKEN);
        bench.hear(poison);
        bench.hear(Wire.report("lan", T0.plusSeconds(2), HOST, Wire.record(RecordType.TO_IN, GROUP)));
        isALetter(poison, 2, 1);
        assertThat(told()).containsExactly("HOST_LEFT 2");
        addUp(3, 2);
    }

    @Test
    void soDoesOneThatHadToWait() {
        start(2);
        for (int i = 1; i <= 50; i++) {
            bench.hear(Wire.report("lan", T0, "10.0.0." + i, Wire.record(RecordType.TO_EX, GROUP)));
        }
        breakGroup(-1);
        bench.changes();
        GmpEvent poison = join(T0.plusSeconds(400), BROKEN);
        bench.events.pipeInput(new TestRecord<>("lan", poison, own(new RecordOrigin(Wire.BOOT, 51)), bench.wall()));
        bench.hear(join(T0.plusSeconds(401), GROUP), new RecordOrigin(Wire.BOOT, 52));
        assertThat(bench.deadLetters.isEmpty()).isTrue();
        assertThat(bench.count("events-set-aside")).isEqualTo(2);
        for (int tick = 0; tick < 60; tick++) {
            bench.pass(Duration.ofMillis(100));
        }
        isALetter(poison, 51, 50);
        assertThat(told()).endsWith("GROUP_ENDED 270", "GROUP_STARTED 401", "HOST_JOINED 401");
        assertThat(bench.size(MembershipStores.WAITING)).isZero();
        addUp(52, 51);
    }

    @Test
    void whenWhatIsDueFailsNoRecordIsToBlame() {
        start(1000);
        bench.hear(join(T0, GROUP));
        breakGroup(T0.plusSeconds(270).toEpochMilli());
        bench.driver.<Bytes, byte[]>getKeyValueStore(MembershipStores.TIMERS).put(
            Bytes.wrap(ByteBuffer.allocate(4 + 8 + 11)
                .put("lan|".getBytes(StandardCharsets.US_ASCII)).putLong(T0.plusSeconds(270).toEpochMilli())
                .put((BROKEN + " ~").getBytes(StandardCharsets.US_ASCII)).array()), new byte[0]);
        assertThatThrownBy(() -> bench.hear(join(T0.plusSeconds(300), GROUP))).isInstanceOf(StreamsException.class)
            .rootCause().isInstanceOf(IllegalArgumentException.class);
        assertThat(bench.deadLetters.isEmpty()).isTrue();
    }

    private static RecordHeaders own(RecordOrigin origin) {
        RecordHeaders headers = new RecordHeaders();
        origin.write(headers);
        headers.add("own", new byte[] {9});
        headers.add("empty", null);
        return headers;
    }

    private void isALetter(GmpEvent event, long sequence, long offset) {
        TestRecord<String, byte[]> letter = bench.deadLetters.readRecord();
        assertThat(letter.key()).isEqualTo("lan");
        assertThat(letter.value()).isEqualTo(bench.bytes(event));
        assertThat(letter.getRecordTime()).isEqualTo(event.getCapturedAt());
        assertThat(RecordOrigin.read(letter.headers())).isEqualTo(new RecordOrigin(Wire.BOOT, sequence));
        if (letter.headers().lastHeader("own") != null) {
            assertThat(letter.headers().lastHeader("own").value()).containsExactly(9);
            assertThat(letter.headers().lastHeader("empty").value()).isNull();
        }
        assertThat(header(letter, "exception")).isEqualTo("java.lang.IllegalArgumentException");
        assertThat(header(letter, "topic")).isEqualTo("tidewatch.gmp.v1");
        assertThat(header(letter, "partition")).isEqualTo("0");
        assertThat(header(letter, "offset")).isEqualTo(Long.toString(offset));
        assertThat(header(letter, "stacktrace")).contains("GroupState");
        assertThat(bench.deadLetters.isEmpty()).isTrue();
    }

    private static String header(TestRecord<String, byte[]> letter, String name) {
        return new String(letter.headers().lastHeader("__streams.errors." + name).value(), StandardCharsets.UTF_8);
    }

    private void addUp(long events, long applied) {
        assertThat(bench.count("events")).isEqualTo(events);
        assertThat(bench.count("events-applied")).isEqualTo(applied);
        assertThat(bench.count("events-dead-letter")).isEqualTo(1);
    }

    private static GmpEvent join(Instant at, String group) {
        return Wire.report("lan", at, HOST, Wire.record(RecordType.TO_EX, group));
    }

    private List<String> told() {
        return bench.changes().stream().map(MembershipDeadLettersTest::text).toList();
    }

    private static String text(MembershipChange change) {
        return change.getType() + " " + Duration.between(T0, change.getAt()).toSeconds();
    }
}

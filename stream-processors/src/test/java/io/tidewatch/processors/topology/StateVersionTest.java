package io.tidewatch.processors.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.tidewatch.processors.storm.SegmentStorms;
import io.tidewatch.processors.storm.StepCodec;
import io.tidewatch.processors.storm.StormPolicy;
import io.tidewatch.processors.topology.state.LeaveRow;
import java.util.Arrays;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;

class StateVersionTest {
    private static Throwable storms() {
        byte[] state = SegmentStorms.of("lan", StormPolicy.DEFAULT).toBytes((page, bytes) -> { });
        state[0] = 2;
        return catchThrowable(() -> SegmentStorms.restore("lan", StormPolicy.DEFAULT, state, page -> null));
    }

    private static Throwable row() {
        StateSerde<LeaveRow> rows = new StateSerde<>(LeaveRow.class);
        byte[] row = Arrays.copyOf(new byte[] {(byte) 0xc3, 1, 7}, 20);
        return catchThrowable(() -> rows.read(row));
    }

    @Test
    void saysWhatWasKeptAndWhatIsRead() {
        assertThat(StateVersion.refused(storms())).matches("storm state of version \\d+, this is \\d+");
        assertThat(StateVersion.refused(catchThrowable(() -> StepCodec.step(new byte[] {2}))))
            .matches("storm step of version 1, this is \\d+");
        assertThat(StateVersion.refused(row())).startsWith("not a readable io.tidewatch.processors.topology.state."
            + "LeaveRow: ");
    }

    @Test
    void noRecordIsSetAsideForIt() {
        assertThat(DeadLetter.recordIsToBlame(new StreamsException("task", storms()))).isFalse();
        assertThat(DeadLetter.recordIsToBlame((Exception) storms())).isFalse();
        assertThat(DeadLetter.recordIsToBlame((Exception) row())).isFalse();
    }

    @Test
    void otherFailuresAreNone() {
        assertThat(StateVersion.refused(new SerializationException("damaged"))).isNull();
        assertThat(StateVersion.refused(new IllegalArgumentException("damaged"))).isNull();
        assertThat(DeadLetter.recordIsToBlame(new SerializationException("damaged"))).isTrue();
    }
}

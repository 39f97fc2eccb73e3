package io.tidewatch.standalone.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.requests.TransactionResult;
import org.junit.jupiter.api.Test;

/** How a transaction that lacks its marker ended. That it is mended is seen by killing: deploy/e2e RestartIT. */
class HangingTransactionsTest {
    private static final int OPEN_EPOCH = 24;

    @Test
    void committedOnlyIfTheCoordinatorSaysSoOfThisTransaction() {
        assertThat(result(TransactionState.COMPLETE_COMMIT, 25)).isEqualTo(TransactionResult.COMMIT);
        assertThat(result(TransactionState.COMPLETE_COMMIT, 24)).isEqualTo(TransactionResult.COMMIT);
        assertThat(result(TransactionState.COMPLETE_COMMIT, 26)).as("a later one").isEqualTo(TransactionResult.ABORT);
        assertThat(result(TransactionState.COMPLETE_ABORT, 25)).isEqualTo(TransactionResult.ABORT);
        assertThat(result(TransactionState.EMPTY, 26)).isEqualTo(TransactionResult.ABORT);
        assertThat(HangingTransactions.result(OPEN_EPOCH, null)).isEqualTo(TransactionResult.ABORT);
    }

    private static TransactionResult result(TransactionState state, int epoch) {
        return HangingTransactions.result(OPEN_EPOCH, new TransactionDescription(1, state, 7, epoch, 10_000,
            OptionalLong.empty(), Set.of()));
    }
}

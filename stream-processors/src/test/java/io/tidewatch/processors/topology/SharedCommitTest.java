package io.tidewatch.processors.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SharedCommitTest {
    private final List<String> done = new ArrayList<>();
    private final Runnable one = () -> done.add("one");
    private final Runnable two = () -> done.add("two");
    private final Runnable three = () -> done.add("three");
    private final SharedCommit commit = new SharedCommit();

    private List<String> asked(Runnable work) {
        done.clear();
        commit.asks(work);
        return List.copyOf(done);
    }

    private void joinAll() {
        commit.join(one);
        commit.join(two);
        commit.join(three);
    }

    @Test
    void allPutBeforeTheFirstWaits() {
        joinAll();
        for (int round = 0; round < 3; round++) {
            assertThat(asked(one)).containsExactly("one", "two", "three");
            // Asked for itself it puts what has come since, and nobody else does again.
            assertThat(asked(two)).containsExactly("two");
            assertThat(asked(three)).containsExactly("three");
        }
    }

    @Test
    void aTaskWithNothingToCommitIsNotForgottenTheNextTime() {
        joinAll();
        assertThat(asked(one)).containsExactly("one", "two", "three");
        assertThat(asked(two)).containsExactly("two");
        // The third had nothing to commit, and is the first of the next commit.
        assertThat(asked(three)).containsExactly("three");
        assertThat(asked(one)).containsExactly("one", "two", "three");
    }

    @Test
    void whoHasLeftIsNotAsked() {
        joinAll();
        commit.leave(two);
        assertThat(asked(one)).containsExactly("one", "three");
        assertThat(asked(two)).containsExactly("two", "one", "three");
    }

    @Test
    void eachThreadHasItsOwn() throws InterruptedException {
        List<SharedCommit> others = new ArrayList<>();
        Thread other = new Thread(() -> others.add(SharedCommit.ofThread()));
        other.start();
        other.join();

        assertThat(SharedCommit.ofThread()).isSameAs(SharedCommit.ofThread()).isNotSameAs(others.get(0));
    }
}

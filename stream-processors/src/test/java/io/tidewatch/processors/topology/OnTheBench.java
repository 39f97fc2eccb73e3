package io.tidewatch.processors.topology;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Tests that each begin with a bench of their own, with default settings. */
abstract class OnTheBench {
    @TempDir
    Path state;
    MembershipBench bench;

    @BeforeEach
    void start() {
        bench = new MembershipBench(state, MembershipSettings.DEFAULT);
    }

    @AfterEach
    void stop() {
        bench.close();
    }
}

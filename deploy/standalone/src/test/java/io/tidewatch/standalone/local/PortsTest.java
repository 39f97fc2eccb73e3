package io.tidewatch.standalone.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewatch.schemas.OperatorError;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PortsTest {
    @TempDir
    private Path folder;
    private DataDirectory data;

    @BeforeEach
    void open() {
        data = DataDirectory.open(folder.resolve("data"));
    }

    @AfterEach
    void close() {
        data.close();
    }

    /** Each is free when it is looked for, since nothing listens yet: by chance one could be found twice. */
    @Test
    void anyFreePortsAreDifferent() {
        for (int n = 0; n < 2000; n++) {
            Ports ports = Ports.choose(data, new Ports.Wish(0, 0, 0), Duration.ZERO);
            assertThat(List.of(ports.broker(), ports.controller(), ports.registry(), ports.api()))
                .doesNotHaveDuplicates();
        }
    }

    @Test
    void onePortForTwoPartsIsAMistake() {
        int port = Ports.choose(data, new Ports.Wish(0, 0, 0), Duration.ZERO).api();
        assertThatThrownBy(() -> Ports.choose(data, new Ports.Wish(0, port, port), Duration.ZERO))
            .isInstanceOf(OperatorError.class).hasMessageContaining("Port " + port + " is to serve two parts");
    }
}

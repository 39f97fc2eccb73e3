package io.tidewatch.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HelpTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "standalone ", "capture ", "process ", "sink ", "decode ", "simulate ", "retime ",
        "query ", "query segments ", "query groups ",
        "query members ", "query history ", "query windows ", "query changes ",
        "query hosts ", "query queriers ", "query alerts ", "query sensors ",
        "topics ", "topics create ", "topics check ", "schemas ", "schemas register ", "schemas check "})
    void isOnEveryCommand(String command) {
        Run run = Run.of((command + "--help").split(" "));

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("Usage: tidewatch " + command.strip());
        assertThat(run.err()).isEmpty();
    }

    @Test
    void versionIsTold() {
        Run run = Run.of("--version");

        assertThat(run.exitCode()).isZero();
        assertThat(run.lines()).singleElement().asString().startsWith("tidewatch ");
    }
}

package io.tidewatch.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class LauncherIT {
    @TempDir
    private Path folder;

    @Test
    void runsFromAnywhereAndThroughLinks() throws IOException, InterruptedException {
        Path link = Files.createSymbolicLink(folder.resolve("tw"), Launched.LAUNCHER);
        Path linkToLink = Files.createSymbolicLink(Files.createDirectory(folder.resolve("a b")).resolve("tidewatch"),
            Path.of("..").resolve(link.getFileName()));

        try (Launched run = Launched.start(linkToLink, folder.resolve("out"), Map.of(), "--version")) {
            assertThat(run.exitCode()).isZero();
            assertThat(run.output()).startsWith("tidewatch 1.");
        }
    }

    @Test
    void saysThatItIsNotBuilt() throws IOException, InterruptedException {
        Path bin = Files.createDirectories(folder.resolve("deploy/bin"));
        Path copy = Files.copy(Launched.LAUNCHER, bin.resolve("tidewatch"));

        try (Launched run = Launched.start(copy, folder.resolve("out"), Map.of(), "--version")) {
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.output()).startsWith("tidewatch: It is not built yet").contains("mvn -DskipTests package");
        }
    }

    @Test
    void saysThatJavaIsMissing() throws IOException, InterruptedException {
        try (Launched run = Launched.start(Launched.LAUNCHER, folder.resolve("out"),
            Map.of("JAVA_HOME", folder.toString()), "--version")) {
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.output()).startsWith("tidewatch: There is no Java at $JAVA_HOME");
        }
    }

    /** Two collectors named at once are none: the JVM would not start. */
    @ParameterizedTest
    @CsvSource({"TIDEWATCH_OPTS, -Xmx2g, true", "TIDEWATCH_OPTS, -XX:+UseSerialGC, false",
        "JDK_JAVA_OPTIONS, -XX:+UseZGC, false"})
    void namesACollectorForCaptureUnlessOneIsChosen(String variable, String options, boolean named)
            throws IOException, InterruptedException {
        Path java = Files.createDirectories(folder.resolve("jdk/bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\necho \"$@\"\n");
        Files.writeString(folder.resolve("jdk/release"), "JAVA_VERSION=\"17.0.1\"\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();

        try (Launched run = Launched.start(Launched.LAUNCHER, folder.resolve("out"),
            Map.of("JAVA_HOME", folder.resolve("jdk").toString(), variable, options), "capture")) {
            assertThat(run.exitCode()).isZero();
            assertThat(run.output().contains("-XX:+UseParallelGC")).isEqualTo(named);
        }
    }

    /** What it tells G1 for the processors must not be in the way of another collector. */
    @ParameterizedTest
    @CsvSource({"process, -Xmx300m", "process, -XX:+UseParallelGC", "standalone, -XX:+UseSerialGC",
        "process, -XX:InitiatingHeapOccupancyPercent=70"})
    void startsTheProcessorsWithAnyCollector(String command, String options) throws IOException, InterruptedException {
        try (Launched run = Launched.start(Launched.LAUNCHER, folder.resolve("out"),
            Map.of("TIDEWATCH_OPTS", options), command, "--help")) {
            assertThat(run.exitCode()).isZero();
            assertThat(run.output()).contains("Usage: tidewatch " + command).doesNotContain("warning", "VM");
        }
    }

    @ParameterizedTest
    @CsvSource({"process, -Xmx300m, 60", "standalone, -Xmx300m, 60",
        "process, -XX:InitiatingHeapOccupancyPercent=70, 70"})
    void marksTheHeapOfTheProcessorsLateUnlessToldWhen(String command, String options, int percent)
            throws IOException, InterruptedException {
        try (Launched run = Launched.start(Launched.LAUNCHER, folder.resolve("out"),
            Map.of("TIDEWATCH_OPTS", options + " -XX:+PrintFlagsFinal"), command, "--help")) {
            assertThat(run.exitCode()).isZero();
            assertThat(run.output()).containsPattern(" InitiatingHeapOccupancyPercent += " + percent + " ")
                .containsPattern(" G1UseAdaptiveIHOP += false ");
        }
    }

    @Test
    void saysThatJavaIsTooOld() throws IOException, InterruptedException {
        Path java = Files.createDirectories(folder.resolve("jdk/bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\necho 'openjdk version \"11.0.2\" 2019-01-15' >&2\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();

        try (Launched run = Launched.start(Launched.LAUNCHER, folder.resolve("out"),
            Map.of("JAVA_HOME", folder.resolve("jdk").toString()), "--version")) {
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.output()).startsWith("tidewatch: Java 11 at ").contains("needs version 17");
        }
    }

    @Test
    void decodesIntoAPipeThatCloses() throws IOException, InterruptedException {
        Path script = folder.resolve("first-line");
        Files.writeString(script, "#!/bin/sh\n\"$1\" decode \"$2\" | head -n 1\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();

        try (Launched run = Launched.start(script, folder.resolve("out"), Map.of(), Launched.LAUNCHER.toString(),
            Launched.ROOT.resolve("deploy/lab/demo.pcap").toString())) {
            assertThat(run.exitCode()).isZero();
            assertThat(run.output().lines()).singleElement().asString().startsWith("{\"file\":");
        }
    }
}

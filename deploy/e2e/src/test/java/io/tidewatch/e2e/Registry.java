package io.tidewatch.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** The registry of a cluster, a process of its own on an address that others reach; it keeps nothing. */
final class Registry {
    static final int PORT = 8081;
    private static final int OK = 200;
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final HttpClient HTTP = HttpClient.newBuilder().connectTimeout(ANSWER).build();

    private Registry() {
    }

    /** Starts it; it answers when this comes back. */
    static Background start(Path folder, String address) {
        Background process = Background.start(folder, "registry", List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m", "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1", "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
            "-Dquarkus.http.host=" + address, "-Dquarkus.http.port=" + PORT, "-jar", jar().toString()));
        process.await("the registry ready", () -> answers(url(address)));
        return process;
    }

    static String url(String address) {
        return "http://" + address + ":" + PORT + "/apis/ccompat/v7";
    }

    private static Path jar() {
        try (Stream<Path> files = Files.list(Command.ROOT.resolve("deploy/standalone/target/tidewatch/registry"))) {
            return files.filter(file -> file.toString().endsWith("-runner.jar")).findFirst().orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the registry at this URL answers. */
    static boolean answers(String url) {
        try {
            return HTTP.send(HttpRequest.newBuilder(URI.create(url + "/subjects")).timeout(ANSWER).build(),
                HttpResponse.BodyHandlers.discarding()).statusCode() == OK;
        } catch (IOException e) {
            // Nobody listens yet.
            return false;
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }
}

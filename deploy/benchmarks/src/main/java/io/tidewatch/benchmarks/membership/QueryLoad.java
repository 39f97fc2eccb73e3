package io.tidewatch.benchmarks.membership;

import io.tidewatch.benchmarks.Run;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** Asks the API over HTTP, one question of each kind after the other, each about a random group. */
final class QueryLoad implements AutoCloseable {
    private static final long SEED = 4;
    private static final long PAUSE_MS = 5;
    private static final int OK = 200;
    private static final int LOOK_BACK_S = 60;

    /** What is asked. */
    enum Kind {
        POINT("one group"), LIST("the members of a group"), AS_OF("its members as of a moment");

        private final String about;

        Kind(String about) {
            this.about = about;
        }

        String about() {
            return about;
        }
    }

    private final Map<Kind, Latencies> latencies = new EnumMap<>(Kind.class);
    private final HttpClient http = HttpClient.newHttpClient();
    private final SplittableRandom random = new SplittableRandom(SEED);
    private final URI api;
    private final Population population;
    private final Supplier<Instant> now;
    private final Thread asker = new Thread(this::ask, "query-load");
    private volatile boolean ended;
    private volatile Exception failure;

    private QueryLoad(URI api, Population population, Supplier<Instant> now) {
        this.api = api;
        this.population = population;
        this.now = now;
        for (Kind kind : Kind.values()) {
            latencies.put(kind, new Latencies());
        }
    }

    /** Begins; {@code now} is the event time of what is published. */
    static QueryLoad start(URI api, Population population, Supplier<Instant> now) {
        QueryLoad load = new QueryLoad(api, population, now);
        load.asker.start();
        return load;
    }

    private void ask() {
        try {
            while (!ended) {
                for (Kind kind : Kind.values()) {
                    URI question = api.resolve(path(kind));
                    long began = System.nanoTime();
                    HttpResponse<String> answer = http.send(HttpRequest.newBuilder(question).build(),
                        HttpResponse.BodyHandlers.ofString());
                    latencies.get(kind).add(System.nanoTime() - began);
                    Run.require(answer.statusCode() == OK, question + " is answered " + answer.statusCode());
                    Thread.sleep(PAUSE_MS);
                }
            }
        } catch (IOException | InterruptedException | IllegalStateException e) {
            failure = e;
        }
    }

    /** Event time is not that of the clock: the present has to be given too. */
    private String path(Kind kind) {
        Population.Membership one = population.membership(random.nextInt(population.memberships()));
        String group = "/api/v1/segments/" + one.segment() + "/groups/" + one.group();
        Instant present = now.get();
        return switch (kind) {
            case POINT -> group + asOf(present);
            case LIST -> group + "/members" + asOf(present);
            case AS_OF -> group + "/members" + asOf(present.minusSeconds(1 + random.nextInt(LOOK_BACK_S)));
        };
    }

    private static String asOf(Instant moment) {
        return "?asOf=" + URLEncoder.encode(moment.toString(), StandardCharsets.UTF_8);
    }

    /** What each kind took so far. */
    Map<Kind, Latencies> latencies() {
        Run.require(failure == null, "the API failed: " + failure);
        return latencies;
    }

    @Override
    public void close() {
        ended = true;
        try {
            asker.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

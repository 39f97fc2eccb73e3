package io.tidewatch.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidewatch.processors.ProcessorsConfig;
import io.tidewatch.processors.StreamProcessors;
import io.tidewatch.schemas.MembershipChange;
import io.tidewatch.schemas.RegistryAccess;
import io.tidewatch.schemas.Topics;
import io.tidewatch.standalone.local.DataDirectory;
import io.tidewatch.standalone.local.EmbeddedBroker;
import io.tidewatch.standalone.local.EmbeddedRegistry;
import io.tidewatch.standalone.local.Ports;
import io.tidewatch.standalone.setup.SchemaSetup;
import io.tidewatch.standalone.setup.TopicSetup;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two processes with a copy of each other's state, one of them killed at random moments while events come: what they
 * have committed, and answer in the end about any moment, is what a process tells that had the same events in peace,
 * and what an oracle knows that stopped at that moment. So it is when another has nothing but what it restores.
 * {@code -Dtidewatch.kills=20} kills as often (3), {@code -Dtidewatch.seed=N} at other moments, {@code
 * -Dtidewatch.questions=10000} asks as many (1000) of the pair and of the one that restored.
 */
@Order(2)
@Timeout(3600)
@EnabledIfSystemProperty(named = "tidewatch.require", matches = "all",
    disabledReason = "it takes two minutes: -Dtidewatch.require=all runs it")
class KilledAtRandomIT {
    private static final int KILLS = Integer.getInteger("tidewatch.kills", 3);
    private static final long SEED = Long.getLong("tidewatch.seed", 4L);
    private static final int PARTITIONS = 4;
    private static final int QUESTIONS = Integer.getInteger("tidewatch.questions", 1000);
    private static final int WHOLE_ANSWERS = 200;
    private static final Duration SETTLE = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(180);
    private static final Topics PAIR = new Topics("pair.");
    private static final Topics CALM = new Topics("calm.");
    private static final ObjectMapper JSON = new ObjectMapper();
    /** What a cluster is told where a failover is to be quick: see the README of deploy. */
    private static final Map<String, String> QUICK_ABORT =
        Map.of("transaction.abort.timed.out.transaction.cleanup.interval.ms", "500");

    @TempDir
    private Path folder;
    private final HttpClient http = HttpClient.newHttpClient();
    private final Random random = new Random(SEED);
    private String broker;
    private String registry;

    @Test
    void whatIsCommittedIsThatOfAnUndisturbedRun() throws IOException, InterruptedException {
        try (DataDirectory data = DataDirectory.open(folder.resolve("data"))) {
            Ports ports = Ports.choose(data, new Ports.Wish(0, 0, 0), PATIENCE);
            try (EmbeddedRegistry schemas = EmbeddedRegistry.start(
                    Launched.ROOT.resolve("deploy/standalone/target/tidewatch/registry"), data.part("registry"),
                    folder.resolve("registry.log"), ports);
                 EmbeddedBroker kafka = EmbeddedBroker.start(data.part("kafka"), ports, QUICK_ABORT, fault -> { })) {
                schemas.awaitReady();
                broker = kafka.bootstrapServers();
                registry = schemas.url().toString();
                RegistryAccess access = RegistryAccess.connect(List.of(registry), Map.of(), PATIENCE);
                try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker))) {
                    for (Topics topics : List.of(PAIR, CALM)) {
                        new TopicSetup(admin, topics).create(PARTITIONS, (short) 1);
                        new SchemaSetup(access.client(), topics).register();
                    }
                }
                killed(access);
            }
        }
    }

    private void killed(RegistryAccess access) throws IOException, InterruptedException {
        Launched[] pair = {process(0, 0), process(1, 0)};
        try (CommittedChanges ofPair = new CommittedChanges(broker, access, PAIR);
             CommittedChanges ofCalm = new CommittedChanges(broker, access, CALM)) {
            String[] apis = {api(pair[0]), api(pair[1])};
            Churn end;
            List<Long> failovers = new ArrayList<>();
            try (ChurnLoad load = new ChurnLoad(SEED, broker, access, List.of(PAIR, CALM))) {
                for (int kill = 1; kill <= KILLS; kill++) {
                    shareTheWork(apis, ofPair);
                    pass(Duration.ofMillis(random.nextInt(2000)), ofPair);
                    int victim = random.nextInt(2);
                    long killedAt = System.nanoTime();
                    pair[victim].kill();
                    failovers.add(Duration.ofNanos(recovered(killedAt, load, ofPair) - killedAt).toMillis());
                    pair[victim].exitCode();
                    pair[victim] = process(victim, kill);
                    apis[victim] = api(pair[victim]);
                }
                shareTheWork(apis, ofPair);
                end = load.end();
            }
            System.out.println("seed " + SEED + ": ms from the kill until changes of later events were committed on all"
                + " segments: " + failovers);
            compare(apis, end, ofPair, ofCalm);
            ChurnOracle oracle = new ChurnOracle(SEED, end.now());
            assertAsOf("after the kills", oracle, apis);
            assertAsOf("restored", oracle, restored(pair));
        } finally {
            for (Launched process : pair) {
                process.close();
            }
        }
    }

    private Launched process(int number, int life) throws IOException {
        return Launched.start(folder.resolve(number + "-" + life + ".out"), "process", "--bootstrap-server", broker,
            "--schema-registry", registry, "--state-dir", folder.resolve("state-" + number).toString(), "--api-port",
            "0", "--set", "topic.prefix=" + PAIR.prefix(), "--set", "application.id.prefix=pair-", "--set",
            "standby.replicas=1", "--set", "transaction.timeout.ms=3000", "--set", "start.timeout.ms=60000");
    }

    /** Ends both and starts a third, which has no local state: it has restored all when it owns all. */
    private String[] restored(Launched[] pair) throws IOException, InterruptedException {
        for (Launched process : pair) {
            process.terminate();
            assertThat(process.exitCode()).as(process.output()).isZero();
        }
        pair[0] = process(2, 0);
        String api = api(pair[0]);
        long giveUpAt = System.nanoTime() + PATIENCE.toNanos();
        while (owned(api) < PARTITIONS) {
            assertThat(System.nanoTime()).as("seed %d: %s", SEED, pair[0].output()).isLessThan(giveUpAt);
            Thread.sleep(200);
        }
        return new String[] {api};
    }

    private static String api(Launched process) throws InterruptedException {
        return process.await("^processors ready after .* API on (http\\S+)$");
    }

    /** Waits until both own some partitions, and together all; then a little for the copies. */
    private void shareTheWork(String[] apis, CommittedChanges changes) throws IOException, InterruptedException {
        long giveUpAt = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            int first = owned(apis[0]);
            int second = owned(apis[1]);
            if (first > 0 && second > 0 && first + second == PARTITIONS) {
                pass(SETTLE, changes);
                return;
            }
            assertThat(System.nanoTime()).as("seed %d: the first owns %d partitions, the second %d", SEED, first,
                second).isLessThan(giveUpAt);
            pass(Duration.ofMillis(200), changes);
        }
    }

    private int owned(String api) throws IOException, InterruptedException {
        int owned = 0;
        for (int partition = 0; partition < PARTITIONS; partition++) {
            HttpResponse<String> part = get(api, "/api/v1/segments", "Tidewatch-Partitions", "membership/" + partition);
            owned += part.statusCode() == 200 && !JSON.readTree(part.body()).path("stale").asBoolean() ? 1 : 0;
        }
        return owned;
    }

    private static void pass(Duration time, CommittedChanges changes) {
        long until = System.nanoTime() + time.toNanos();
        do {
            changes.poll();
        } while (System.nanoTime() < until);
    }

    /** When each segment has told a change of an event that was sent after the kill. */
    private static long recovered(long killedAt, ChurnLoad load, CommittedChanges changes) {
        long giveUpAt = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            Map<String, CommittedChanges.Seen> seen = changes.poll();
            if (Churn.SEGMENTS.stream().allMatch(segment -> seen.containsKey(segment)
                    && load.sentAt(seen.get(segment).eventId()) > killedAt)) {
                return System.nanoTime();
            }
            assertThat(System.nanoTime()).as("seed %d: after the kill only %s", SEED, seen).isLessThan(giveUpAt);
        }
    }

    private void compare(String[] apis, Churn end, CommittedChanges ofPair, CommittedChanges ofCalm)
            throws IOException, InterruptedException {
        try (StreamProcessors calm = StreamProcessors.create(ProcessorsConfig.of(Map.of(
                ProcessorsConfig.BOOTSTRAP_SERVERS, broker, ProcessorsConfig.SCHEMA_REGISTRY_URL, registry,
                "topic.prefix", CALM.prefix(), ProcessorsConfig.APPLICATION_ID_PREFIX, "calm-",
                ProcessorsConfig.STATE_DIR, folder.resolve("calm").toString(), ProcessorsConfig.API_PORT, "0")))) {
            calm.start();
            assertThat(calm.awaitReady(PATIENCE) && calm.awaitCaughtUp(PATIENCE)).isTrue();
            Map<String, List<MembershipChange>> wanted = ofCalm.all();
            Map<String, List<MembershipChange>> told = ofPair.all();
            long giveUpAt = System.nanoTime() + PATIENCE.toNanos();
            while (!told.equals(wanted) && System.nanoTime() < giveUpAt) {
                pass(Duration.ofMillis(200), ofPair);
            }
            assertThat(told.keySet()).as("seed " + SEED).isEqualTo(wanted.keySet());
            wanted.forEach((key, changes) -> assertThat(told.get(key)).as("seed " + SEED + ", " + key)
                .containsExactlyElementsOf(changes));
            assertThat(wanted.values().stream().mapToInt(List::size).sum()).isGreaterThan(100);
            int seconds = (int) Duration.between(Churn.BEGINNING, end.now()).toSeconds();
            for (int i = 0; i < WHOLE_ANSWERS; i++) {
                // The end of event time first, then any moment.
                Instant moment = end.now().minusSeconds(i < Churn.SEGMENTS.size() ? 0 : random.nextInt(seconds));
                String path = "/api/v1/segments/" + Churn.SEGMENTS.get(i % Churn.SEGMENTS.size()) + "/groups/"
                    + Churn.group(random.nextInt(100)) + "/members?asOf=" + moment;
                assertThat(members(apis[i % 2], path)).as("seed " + SEED + ", " + path)
                    .isEqualTo(members(calm.api().toString(), path));
            }
        }
    }

    /** Who was in a group, and since when, at any moment up to the last event of its segment. */
    private void assertAsOf(String when, ChurnOracle oracle, String... apis) throws IOException, InterruptedException {
        int members = 0;
        for (int i = 0; i < QUESTIONS; i++) {
            String segment = Churn.SEGMENTS.get(random.nextInt(Churn.SEGMENTS.size()));
            String group = Churn.group(random.nextInt(100));
            int span = (int) Duration.between(Churn.BEGINNING, oracle.last(segment)).toMillis();
            Instant moment = Churn.BEGINNING.plusMillis(random.nextInt(span + 1));
            String path = "/api/v1/segments/" + segment + "/groups/" + group + "/members?asOf=" + moment;
            HttpResponse<String> answer = answer(apis[i % apis.length], path);
            TreeMap<String, Instant> told = answer.statusCode() == 404 ? null : new TreeMap<>();
            JSON.readTree(answer.body()).path("items").forEach(member -> told.put(member.path("host").asText(),
                Instant.parse(member.path("joined_at").asText())));
            assertThat(told).as("seed %d, %s, %s", SEED, when, path).isEqualTo(oracle.members(segment, group, moment));
            members += told == null ? 0 : told.size();
        }
        System.out.printf("seed %d, %s: %d answers as of random moments, with %d members, are those of the oracle%n",
            SEED, when, QUESTIONS, members);
        assertThat(members).as("members in the answers").isGreaterThan(QUESTIONS);
    }

    /** Status and items of the answer. */
    private String members(String api, String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = answer(api, path);
        return answer.statusCode() + " " + JSON.readTree(answer.body()).path("items");
    }

    /** The answer once there is one: there is, or there is no such group. */
    private HttpResponse<String> answer(String api, String path) throws IOException, InterruptedException {
        long giveUpAt = System.nanoTime() + PATIENCE.toNanos();
        HttpResponse<String> answer = get(api, path);
        while (answer.statusCode() == 503 && System.nanoTime() < giveUpAt) {
            Thread.sleep(200);
            answer = get(api, path);
        }
        assertThat(answer.statusCode()).as(path + ": " + answer.body()).isIn(200, 404);
        return answer;
    }

    private HttpResponse<String> get(String api, String path, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(api + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}

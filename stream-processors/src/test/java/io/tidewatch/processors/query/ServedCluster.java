package io.tidewatch.processors.query;

import io.tidewatch.processors.query.guard.ServerTls;
import io.tidewatch.processors.query.guard.Tokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Several APIs that each hold some partitions of {@link PartedState}, and a client. Who holds what by name is a table
 * that all believe, as the metadata of Kafka Streams would be.
 */
final class ServedCluster implements AutoCloseable {
    static final Duration LIMIT = Duration.ofSeconds(4);

    /** Holders of each partition, by number of the instance; owner first. */
    final List<List<Integer>> holders;
    final List<AtomicInteger> asked = new ArrayList<>();
    private final List<Instance> instances = new ArrayList<>();
    private final List<QueryServer> servers = new ArrayList<>();
    private HttpClient client;
    private final String token;

    ServedCluster(List<List<Integer>> holders, String... tokens) {
        this(holders, null, HttpClient.newHttpClient(), tokens);
    }

    ServedCluster(List<List<Integer>> holders, ServerTls tls, HttpClient client, String... tokens) {
        this.holders = holders;
        this.client = client;
        this.token = tokens[0];
        for (String each : tokens) {
            int number = servers.size();
            asked.add(new AtomicInteger());
            Placement placement = new Seen(number);
            KnownState others = new KnownState();
            QueryServer server = new QueryServer(new ApiSettings("127.0.0.1", 0, Tokens.of(each, null), tls,
                ServedState.UNBOUNDED, 8, LIMIT, 4, LIMIT),
                new QueryServer.Sources(new Application<>("membership", placement, scope -> state(number, scope)),
                    List.of(new Application<>("storms", placement, scope -> state(number, scope)),
                        new Application<>("membership", placement, scope -> new NoAlerts(state(number, scope)))),
                    others, others, new FakeTopics().source(), () -> "", status -> { }), () -> KnownState.NOW);
            server.start();
            servers.add(server);
            instances.add(new Instance("127.0.0.1", server.address().getPort()));
        }
    }

    private PartedState state(int instance, Scope scope) {
        asked.get(instance).incrementAndGet();
        List<Integer> owned = new ArrayList<>();
        List<Integer> copied = new ArrayList<>();
        for (int partition = 0; partition < holders.size(); partition++) {
            int place = holders.get(partition).indexOf(instance);
            if (place >= 0) {
                (place == 0 ? owned : copied).add(partition);
            }
        }
        return new PartedState(scope, owned, copied);
    }

    /** What one instance believes. */
    private final class Seen implements Placement {
        private final int number;

        private Seen(int number) {
            this.number = number;
        }

        @Override
        public Instance self() {
            return instances.get(number);
        }

        @Override
        public int partitions() {
            return PartedState.PARTITIONS;
        }

        @Override
        public int partitionOf(String segment) {
            return PartedState.partition(segment);
        }

        @Override
        public List<Instance> holders(int partition) {
            return holders.get(partition).stream().map(instances::get).toList();
        }
    }

    /** Another process at the place of an instance. */
    void replace(int number, int port) {
        servers.get(number).close();
        instances.set(number, new Instance("127.0.0.1", port));
    }

    /** Asks by this one from now on. */
    void client(HttpClient other) {
        client = other;
    }

    /** Has all look at their files. */
    void look() {
        servers.forEach(server -> server.guard().look());
    }

    void stop(int number) {
        servers.get(number).close();
    }

    HttpResponse<String> get(int instance, String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(servers.get(instance).address() + path));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        servers.forEach(QueryServer::close);
    }
}

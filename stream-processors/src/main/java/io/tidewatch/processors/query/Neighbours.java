package io.tidewatch.processors.query;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.time.Duration;
import java.util.SortedSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The other instances, to be asked over HTTP. Only those that a {@link Placement} names are asked, and each request
 * says which partitions it is about, so that the one asked answers by itself and never passes it on.
 */
final class Neighbours {
    /** The partitions that a request of an instance to another is about. */
    static final String PARTITIONS = "Tidewatch-Partitions";

    private static final Logger LOG = LoggerFactory.getLogger(Neighbours.class);
    private static final Pattern LIST = Pattern.compile("([a-z]{1,20})/([0-9]{1,5}(?:,[0-9]{1,5}){0,9999})");
    private static final Duration CONNECT = Duration.ofSeconds(1);
    private static final int MOST_BYTES = 64 << 20;
    private static final int UNAVAILABLE = 503;

    private final ApiSettings settings;
    private final Duration limit;
    private final Semaphore places;
    private HttpClient client;
    private SSLContext trusting;

    /** Asks with the settings' token and limit; half of its threads stay free for what the others ask of this one. */
    Neighbours(ApiSettings settings) {
        this.settings = settings;
        this.limit = settings.forwardLimit();
        this.places = new Semaphore(Math.max(1, settings.threads() / 2));
    }

    /**
     * What an instance answered.
     *
     * @param status HTTP status
     * @param headers its headers
     * @param body its body
     */
    record Reply(int status, HttpHeaders headers, byte[] body) {
        /** Whether it is an answer to the caller, and not word that this one could not be asked. */
        boolean answers() {
            return status < 500 && status != 401 && status != 403 && status != 421 && status != 429;
        }
    }

    /**
     * Some partitions of an application; as text {@code storms/0,2}.
     *
     * @param application its name
     * @param numbers which
     */
    record Partitions(String application, SortedSet<Integer> numbers) {
        @Override
        public String toString() {
            return application + '/' + numbers.stream().map(Object::toString).collect(Collectors.joining(","));
        }
    }

    /** A question that is under way. */
    record Asked(Instance instance, CompletableFuture<HttpResponse<byte[]>> future, long giveUpAtNanos) {
    }

    /**
     * When the time is up for a request that begins now.
     *
     * @return by {@link System#nanoTime}
     */
    long giveUpAt() {
        return System.nanoTime() + limit.toNanos();
    }

    /** When to give up one that is asked, so that there is time left for as many others. */
    static long giveUpAt(long end, int others) {
        long now = System.nanoTime();
        return now + Math.max(0, end - now) / (others + 1);
    }

    /** Takes a place for asking. */
    void enter() {
        if (!places.tryAcquire()) {
            throw Problem.notReady("Too many questions are with other instances already; ask again in a moment.");
        }
    }

    void leave() {
        places.release();
    }

    /**
     * Sends a question.
     *
     * @param target path and query
     * @param part which partitions of which application it is about
     */
    Asked ask(Instance instance, String target, Partitions part, String accept, long giveUpAtNanos) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(settings.scheme() + "://" + instance
                + target))
            .header("Accept", accept)
            .header(PARTITIONS, part.toString());
        String token = settings.tokens().own();
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return new Asked(instance, client().sendAsync(request.build(), head -> bounded()), giveUpAtNanos);
    }

    /** One that trusts whom the files of today name. */
    private synchronized HttpClient client() {
        SSLContext current = settings.tls() == null ? null : settings.tls().context();
        if (client == null || current != trusting) {
            HttpClient.Builder builder = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER).connectTimeout(CONNECT);
            if (current != null) {
                builder.sslContext(current);
            }
            client = builder.build();
            trusting = current;
        }
        return client;
    }

    private static HttpResponse.BodySubscriber<byte[]> bounded() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        return BodySubscribers.mapping(BodySubscribers.ofByteArrayConsumer(part -> part.ifPresent(more -> {
            if (bytes.size() + more.length > MOST_BYTES) {
                throw new IllegalStateException("the answer is longer than " + MOST_BYTES + " bytes");
            }
            bytes.writeBytes(more);
        })), done -> bytes.toByteArray());
    }

    /** The reply; null when there is none in time or it could not be asked, which the log tells. */
    static Reply reply(Asked asked) {
        try {
            HttpResponse<byte[]> response = asked.future().get(asked.giveUpAtNanos() - System.nanoTime(),
                TimeUnit.NANOSECONDS);
            Reply reply = new Reply(response.statusCode(), response.headers(), response.body());
            if (reply.answers()) {
                return reply;
            }
            if (reply.status() != UNAVAILABLE) {
                LOG.warn("{} refuses to answer this instance with status {}; all instances must have the same "
                    + "api.token and version", asked.instance(), reply.status());
            }
            return null;
        } catch (ExecutionException e) {
            LOG.debug("{} can't be asked: {}", asked.instance(), String.valueOf(e.getCause()));
            return null;
        } catch (TimeoutException e) {
            asked.future().cancel(true);
            LOG.debug("{} did not answer in time", asked.instance());
            return null;
        } catch (InterruptedException e) {
            asked.future().cancel(true);
            Thread.currentThread().interrupt();
            return null;
        }
    }

    /**
     * The partitions that another instance asks about; null for a request of anybody else.
     *
     * @param header {@link #PARTITIONS} of the request
     */
    static Partitions asked(String header) {
        if (header == null) {
            return null;
        }
        Matcher match = LIST.matcher(header);
        if (!match.matches()) {
            throw notForYou();
        }
        return new Partitions(match.group(1), new Scope(Pattern.compile(",").splitAsStream(match.group(2))
            .map(Integer::valueOf).toList()).partitions());
    }

    /** A request that says it is of another instance, but can't be. */
    static Problem notForYou() {
        return Problem.badRequest(PARTITIONS + " is only for instances among themselves: leave it out.");
    }
}

package io.tidewatch.processors.siem.sink;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLContext;

/** Messages over HTTP. The receiver acknowledges: what it has answered for is delivered. */
final class HttpSink implements Sink {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final String HMAC = "HmacSHA256";
    private static final int LONGEST_REASON = 500;

    private final URI uri;
    private final HttpDialect dialect;
    private final Credentials credentials;
    private final HttpClient client;

    /**
     * Who we are to the receiver; each may be null.
     *
     * @param authorization value of the header of that name
     * @param secret what each body is signed with: HMAC-SHA-256, in {@code X-Tidewatch-Signature: sha256=HEX}
     */
    record Credentials(String authorization, String secret) {
    }

    HttpSink(URI uri, HttpDialect dialect, Credentials credentials, SSLContext tls) {
        this.uri = uri;
        this.dialect = dialect;
        this.credentials = credentials;
        HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(CONNECT)
            .version(HttpClient.Version.HTTP_1_1).followRedirects(HttpClient.Redirect.NEVER);
        client = (tls == null ? builder : builder.sslContext(tls)).build();
    }

    @Override
    public List<Rejection> deliver(List<Message> messages) throws IOException {
        return dialect.batches() ? post(messages) : each(messages);
    }

    private List<Rejection> post(List<Message> messages) throws IOException {
        byte[] body = dialect.body(messages);
        HttpResponse<byte[]> answer;
        try {
            answer = client.send(request(messages, body), HttpResponse.BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        int status = answer.statusCode();
        if (status / 100 == 2) {
            return dialect.rejections(answer.body());
        }
        String told = "the receiver answered " + status + ": " + new String(answer.body(), 0,
            Math.min(answer.body().length, LONGEST_REASON), StandardCharsets.UTF_8).strip();
        return switch (status) {
            // It has it already.
            case 409 -> messages.size() == 1 ? List.of() : each(messages);
            // The message is at fault; of several, find out which.
            case 400, 413, 415, 422 -> messages.size() == 1 ? List.of(new Rejection(0, told)) : each(messages);
            // An address, a token or a limit that is wrong can be mended, and the messages wait for it.
            default -> throw new IOException(told);
        };
    }

    /** Each by itself. */
    private List<Rejection> each(List<Message> messages) throws IOException {
        List<Rejection> rejections = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) {
            int index = i;
            post(messages.subList(i, i + 1)).forEach(one -> rejections.add(new Rejection(index, one.reason())));
        }
        return rejections;
    }

    private HttpRequest request(List<Message> messages, byte[] body) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(ANSWER)
            .header("Content-Type", dialect.contentType()).POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (!dialect.batches()) {
            request.header("Idempotency-Key", messages.get(0).id());
        }
        if (credentials.authorization() != null) {
            request.header("Authorization", credentials.authorization());
        }
        if (credentials.secret() != null) {
            request.header("X-Tidewatch-Signature", "sha256=" + signature(credentials.secret(), body));
        }
        return request.build();
    }

    private static String signature(String secret, byte[] body) throws IOException {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), HMAC));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IOException("the body could not be signed", e);
        }
    }

    @Override
    public void check() {
        // Each request is acknowledged by itself.
    }

    @Override
    public Duration settle() {
        return Duration.ZERO;
    }

    @Override
    public void close() {
        // The client ends with its last request.
    }
}

package io.tidewatch.processors.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewatch.processors.query.guard.Bounds;
import io.tidewatch.processors.query.guard.Cut;
import io.tidewatch.processors.query.guard.Keys;
import io.tidewatch.processors.query.guard.ServerTls;
import io.tidewatch.processors.query.guard.Tokens;
import io.tidewatch.schemas.config.TlsFiles;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The API over TLS. */
@Timeout(120)
class TlsTest {
    private static final String TOKEN = "a-token-of-some-length";

    @TempDir private Path folder;

    private static HttpClient trusting(Path authorities) {
        return HttpClient.newBuilder().sslContext(new TlsFiles(null, null, null, authorities).context("a test"))
            .build();
    }

    private static HttpResponse<String> get(HttpClient client, URI api, String path) throws IOException {
        try {
            return client.send(HttpRequest.newBuilder(URI.create(api + path)).header("Authorization", "Bearer "
                + TOKEN).build(), HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String shownBy(URI api, Path authorities) throws IOException {
        HttpResponse<String> answer = get(trusting(authorities), api, "/api/v1/segments");
        assertThat(answer.statusCode()).isEqualTo(200);
        return Keys.name((X509Certificate) answer.sslSession().orElseThrow().getPeerCertificates()[0]);
    }

    @Test
    void aCertificateIsRenewedWhileTheApiGoesOn() throws IOException {
        Keys keys = Keys.make(folder, "first", "EC");
        Path old = Files.copy(keys.files().ca(), folder.resolve("old.crt"));
        Keys next = Keys.make(folder, "second", "RSA");
        ServerTls tls = new ServerTls(keys.files());
        try (ServedState api = new ServedState(ServedState.settings(0, Tokens.of(TOKEN, null), tls,
                ServedState.UNBOUNDED))) {
            assertThat(api.address().getScheme()).isEqualTo("https");
            assertThat(shownBy(api.address(), old)).isEqualTo("CN=first");
            assertThatThrownBy(() -> shownBy(api.address(), next.files().ca()))
                .isInstanceOf(SSLHandshakeException.class);

            Files.writeString(keys.files().key(), "half a key");
            api.guard().look();
            assertThat(shownBy(api.address(), old)).isEqualTo("CN=first");

            keys.replace(next);
            api.guard().look();
            assertThat(shownBy(api.address(), next.files().ca())).isEqualTo("CN=second");
            assertThatThrownBy(() -> shownBy(api.address(), old)).isInstanceOf(SSLHandshakeException.class);
        }
    }

    @Test
    void plainHttpGetsNoAnswer() throws IOException {
        ServerTls tls = new ServerTls(Keys.make(folder, "first", "EC").files());
        try (ServedState api = new ServedState(ServedState.settings(0, Tokens.of(TOKEN, null), tls,
                ServedState.UNBOUNDED))) {
            assertThat(api.rawAnswer("GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .doesNotContain("HTTP/1.1 200");
        }
    }

    /** The first bytes of a handshake, and never the rest: it holds no connection for long. */
    @Test
    void whoDoesNotFinishTheHandshakeIsCut() throws IOException, InterruptedException {
        ServerTls tls = new ServerTls(Keys.make(folder, "first", "EC").files());
        try (ServedState api = new ServedState(ServedState.settings(0, Tokens.of(TOKEN, null), tls,
                new Bounds(100, 100, 0, Duration.ofSeconds(1))));
             Socket slow = new Socket("127.0.0.1", api.address().getPort())) {
            slow.getOutputStream().write(new byte[] {22, 3, 1, 1, 0, 1});
            long giveUpAt = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (api.guard().cut(Cut.REQUEST) == 0) {
                assertThat(System.nanoTime()).isLessThan(giveUpAt);
                Thread.sleep(50);
            }
            // An alert of TLS at most, and the end.
            slow.setSoTimeout(60_000);
            assertThat(slow.getInputStream().readAllBytes()).hasSizeLessThan(100);
        }
    }

    @Test
    void instancesPassQuestionsOnOverTls() throws IOException {
        Keys keys = Keys.make(folder, "first", "EC");
        Keys next = Keys.make(folder, "second", "EC");
        ServerTls tls = new ServerTls(keys.files());
        try (ServedCluster cluster = new ServedCluster(List.of(List.of(0), List.of(1), List.of(2)), tls,
                trusting(keys.files().ca()), TOKEN, TOKEN, TOKEN)) {
            assertThat(cluster.get(0, "/api/v1/segments").body()).contains("\"s0\"", "\"s9\"");
            keys.replace(next);
            cluster.look();
            cluster.client(trusting(next.files().ca()));
            assertThat(cluster.get(0, "/api/v1/segments").body()).contains("\"s0\"", "\"s9\"");
        }
    }
}

package io.tidewatch.processors.query.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewatch.schemas.OperatorError;
import io.tidewatch.schemas.config.TlsFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In whatever kind of file a key is kept, two that trust it by it can talk. */
@Timeout(60)
class TlsFilesTest {
    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"EC", "RSA", "Ed25519"})
    void everyKindOfFile(String algorithm) throws IOException, InterruptedException {
        Keys keys = Keys.make(folder, "one", algorithm);
        for (TlsFiles files : new TlsFiles[] {keys.files(), new TlsFiles(keys.both(), null, null, null),
            new TlsFiles(keys.pkcs12(), null, Keys.PASSWORD, null)}) {
            SSLContext client = new TlsFiles(null, null, null, keys.certificate()).context("a test");
            assertThat(answer(files.context("a test"), client)).isEqualTo("CN=one");
        }
    }

    /** The name that a server shows to a client. */
    private static String answer(SSLContext server, SSLContext client) throws IOException, InterruptedException {
        try (SSLServerSocket listening = (SSLServerSocket) server.getServerSocketFactory().createServerSocket(0)) {
            Thread serving = new Thread(() -> {
                try (SSLSocket socket = (SSLSocket) listening.accept()) {
                    socket.startHandshake();
                    socket.getInputStream().read();
                } catch (IOException e) {
                    // The client tells what it saw.
                    return;
                }
            });
            serving.start();
            try (SSLSocket socket = (SSLSocket) client.getSocketFactory().createSocket("127.0.0.1",
                    listening.getLocalPort())) {
                socket.startHandshake();
                return socket.getSession().getPeerPrincipal().getName();
            } finally {
                serving.join();
            }
        }
    }

    @Test
    void whatIsNotThereIsToldByName() throws IOException {
        Keys keys = Keys.make(folder, "one", "EC");
        assertThatThrownBy(() -> new TlsFiles(keys.certificate(), null, null, null).context("the API"))
            .isInstanceOf(OperatorError.class).hasMessageStartingWith("The TLS settings of the API do not hold.")
            .hasMessageContaining(keys.certificate() + " holds 0 private keys where one is wanted");
        assertThatThrownBy(() -> new TlsFiles(keys.key(), null, null, null).context("the API"))
            .hasMessageContaining(keys.key() + " holds no certificate in PEM");
        assertThatThrownBy(() -> new TlsFiles(keys.pkcs12(), null, "wrong", null).context("the API"))
            .isInstanceOf(OperatorError.class).hasMessageNotContaining("wrong");
        Path broken = Files.writeString(folder.resolve("broken"), "-----BEGIN CERTIFICATE-----\nAAAA\n"
            + "-----END CERTIFICATE-----\n");
        assertThatThrownBy(() -> new TlsFiles(null, null, null, broken).context("the API"))
            .isInstanceOf(OperatorError.class);
    }

    @Test
    void whatIsAnotherKeyIsAnotherText() throws IOException {
        Keys keys = Keys.make(folder, "one", "EC");
        String before = keys.files().fingerprint();
        assertThat(keys.files().fingerprint()).isEqualTo(before);
        keys.replace(Keys.make(folder, "two", "EC"));
        assertThat(keys.files().fingerprint()).isNotEqualTo(before);
    }
}

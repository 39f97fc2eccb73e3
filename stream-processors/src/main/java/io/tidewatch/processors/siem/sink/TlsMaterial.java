package io.tidewatch.processors.siem.sink;

import io.tidewatch.schemas.OperatorError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** Whom a sink trusts and who it is, from files. */
final class TlsMaterial {
    private TlsMaterial() {
    }

    /** The context that the settings ask for. @throws OperatorError when a file does not hold what it should */
    static SSLContext of(SinkConfig config) {
        String ca = config.getString(SinkConfig.CA);
        String keystore = config.getString(SinkConfig.KEYSTORE);
        String password = config.secret(SinkConfig.KEYSTORE_PASSWORD);
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keystore.isEmpty() ? null : keys(Path.of(keystore), password),
                ca.isEmpty() ? null : trust(Path.of(ca)), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw OperatorError.failed("The TLS settings of the sink do not hold", e.toString(), "Check that "
                + SinkConfig.CA + " is a file of PEM certificates, and " + SinkConfig.KEYSTORE
                + " a PKCS 12 file with that password", e);
        }
    }

    private static TrustManager[] trust(Path file) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream stream = Files.newInputStream(file)) {
            int count = 0;
            for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(stream)) {
                store.setCertificateEntry("ca-" + count++, each);
            }
            if (count == 0) {
                throw new GeneralSecurityException(file + " holds no certificate");
            }
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static KeyManager[] keys(Path file, String password) throws IOException, GeneralSecurityException {
        char[] secret = password == null ? new char[0] : password.toCharArray();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream stream = Files.newInputStream(file)) {
            store.load(stream, secret);
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, secret);
        return factory.getKeyManagers();
    }
}

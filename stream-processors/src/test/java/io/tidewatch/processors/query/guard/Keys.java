package io.tidewatch.processors.query.guard;

import io.tidewatch.schemas.config.TlsFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;

/** A key and a certificate for 127.0.0.1 that it signs itself, as files. */
public final class Keys {
    public static final String PASSWORD = "only-here";

    private final Path folder;
    private final String name;

    private Keys(Path folder, String name) {
        this.folder = folder;
        this.name = name;
    }

    /** Makes them with what every JDK has. */
    public static Keys make(Path folder, String name, String algorithm) {
        Keys keys = new Keys(folder, name);
        try {
            Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin/keytool").toString(),
                "-genkeypair", "-alias", name, "-keyalg", algorithm, "-dname", "CN=" + name, "-ext",
                "san=ip:127.0.0.1,dns:localhost", "-storetype", "PKCS12", "-keystore", keys.pkcs12().toString(),
                "-storepass", PASSWORD).redirectErrorStream(true).start();
            String said = new String(keytool.getInputStream().readAllBytes());
            if (keytool.waitFor() != 0) {
                throw new AssertionError(said);
            }
            KeyStore store = KeyStore.getInstance("PKCS12");
            try (InputStream stream = Files.newInputStream(keys.pkcs12())) {
                store.load(stream, PASSWORD.toCharArray());
            }
            Files.writeString(keys.certificate(), "Some words, as openssl writes them.\n"
                + pem("CERTIFICATE", store.getCertificate(name).getEncoded()));
            Files.writeString(keys.key(), pem("PRIVATE KEY", store.getKey(name, PASSWORD.toCharArray()).getEncoded()));
            Files.writeString(keys.both(), Files.readString(keys.key()) + Files.readString(keys.certificate()));
            return keys;
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String pem(String kind, byte[] bytes) {
        return "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder().encodeToString(bytes) + "\n-----END " + kind
            + "-----\n";
    }

    Path pkcs12() {
        return folder.resolve(name + ".p12");
    }

    Path certificate() {
        return folder.resolve(name + ".crt");
    }

    Path key() {
        return folder.resolve(name + ".key");
    }

    Path both() {
        return folder.resolve(name + ".pem");
    }

    /** As certbot writes them. */
    public TlsFiles files() {
        return new TlsFiles(certificate(), key(), null, certificate());
    }

    /** The name on a certificate of {@link #make}. */
    public static String name(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().getName();
    }

    /** In place of what was there, as a renewal does it. */
    public void replace(Keys others) throws IOException {
        Files.copy(others.certificate(), certificate(), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(others.key(), key(), StandardCopyOption.REPLACE_EXISTING);
    }
}

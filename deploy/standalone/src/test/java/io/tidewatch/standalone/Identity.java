package io.tidewatch.standalone;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;

/**
 * A key, and a certificate for this machine that it signs itself, in a PKCS 12 file.
 *
 * @param name name on the certificate: {@code CN=name}
 * @param keystore the file
 * @param password its password
 */
record Identity(String name, Path keystore, String password) {

    /** Makes one with what every JDK has. */
    static Identity make(Path folder, String name, String password) throws IOException, InterruptedException {
        Path keystore = folder.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin/keytool").toString(),
            "-genkeypair", "-alias", name, "-keyalg", "EC", "-dname", "CN=" + name, "-ext",
            "san=ip:127.0.0.1,dns:localhost", "-storetype", "PKCS12", "-keystore", keystore.toString(), "-storepass",
            password).redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes());
        if (keytool.waitFor() != 0) {
            throw new AssertionError(said);
        }
        return new Identity(name, keystore, password);
    }

    private java.security.cert.Certificate certificate() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream stream = Files.newInputStream(keystore)) {
            store.load(stream, password.toCharArray());
        }
        return store.getCertificate(name);
    }

    /** The certificates of all of them, as a PKCS 12 file of whom to trust. */
    static Path trust(Path folder, List<Identity> identities, String password)
            throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (Identity identity : identities) {
            store.setCertificateEntry(identity.name(), identity.certificate());
        }
        Path file = folder.resolve("trust.p12");
        try (OutputStream stream = Files.newOutputStream(file)) {
            store.store(stream, password.toCharArray());
        }
        return file;
    }

    /** The same in PEM. */
    static Path authorities(Path folder, List<Identity> identities) throws IOException, GeneralSecurityException {
        StringBuilder text = new StringBuilder();
        for (Identity identity : identities) {
            text.append("-----BEGIN CERTIFICATE-----\n")
                .append(Base64.getMimeEncoder().encodeToString(identity.certificate().getEncoded()))
                .append("\n-----END CERTIFICATE-----\n");
        }
        return Files.writeString(folder.resolve("trust.crt"), text);
    }
}

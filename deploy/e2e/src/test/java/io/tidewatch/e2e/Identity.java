package io.tidewatch.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;

/**
 * A key and a certificate that it signs itself.
 *
 * @param store both, as PKCS 12 file
 * @param key the key alone, in PEM
 * @param certificate the certificate alone, in PEM
 */
record Identity(Path store, Path key, Path certificate) {
    static final String PASSWORD = "only-here";

    /** Makes one with what every JDK has, as files called after it; {@code san} is where it can be found. */
    static Identity make(Path folder, String name, String san) {
        Identity identity = new Identity(folder.resolve(name + ".p12"), folder.resolve(name + ".key"),
            folder.resolve(name + ".pem"));
        Command.run(folder, Duration.ofMinutes(1), Path.of(System.getProperty("java.home"), "bin/keytool"),
            "-genkeypair", "-alias", name, "-keyalg", "EC", "-dname", "CN=" + name, "-ext", "san=" + san,
            "-storetype", "PKCS12", "-keystore", identity.store, "-storepass", PASSWORD).succeeded();
        try (InputStream stream = Files.newInputStream(identity.store)) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(stream, PASSWORD.toCharArray());
            Files.writeString(identity.certificate, pem("CERTIFICATE", keys.getCertificate(name).getEncoded()));
            Files.writeString(identity.key, pem("PRIVATE KEY", keys.getKey(name, PASSWORD.toCharArray())
                .getEncoded()));
            return identity;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static String pem(String kind, byte[] der) {
        return "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END " + kind
            + "-----\n";
    }
}

package io.tidewatch.schemas.config;

import io.tidewatch.schemas.OperatorError;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * Who we are on a TLS connection and whom we trust, in the files in which people keep it: PEM as certbot and
 * Kubernetes write it, or PKCS 12.
 *
 * @param keystore PKCS 12 file, or PEM file of our certificate and those that lead to its root; null: we are nobody
 * @param key PEM file of the private key (PKCS 8) where it is not in {@code keystore}, or null
 * @param password of a PKCS 12 file; null: none
 * @param ca PEM file of the certificates that others' must come from; null: those that Java trusts
 */
public record TlsFiles(Path keystore, Path key, String password, Path ca) {
    private static final Pattern BLOCK =
        Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");
    private static final String CERTIFICATE = "CERTIFICATE";
    private static final String PRIVATE_KEY = "PRIVATE KEY";
    private static final List<String> KEY_KINDS = List.of("EC", "RSA", "Ed25519", "Ed448");

    /**
     * What the files hold now, as something to make connections with.
     *
     * @param owner whose connections, for the words of the error
     * @throws OperatorError when a file can't be read or does not hold what it should
     */
    public SSLContext context(String owner) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keystore == null ? null : keys(), ca == null ? null : trust(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw OperatorError.failed("The TLS settings of " + owner + " do not hold", e.toString(), "Check that the "
                + "file of authorities holds PEM certificates, and the keystore a certificate with its key in PEM, or "
                + "PKCS 12 with that password", e);
        }
    }

    /** Another text whenever a file holds something else. */
    public String fingerprint() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (Path file : new Path[] {keystore, key, ca}) {
            all.writeBytes(file == null ? new byte[0] : Files.readAllBytes(file));
            all.write('\n');
        }
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(all.toByteArray()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private TrustManager[] trust() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        for (Certificate each : certificates(ca, Files.readString(ca, StandardCharsets.ISO_8859_1))) {
            store.setCertificateEntry("ca-" + store.size(), each);
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    private KeyManager[] keys() throws IOException, GeneralSecurityException {
        char[] secret = password == null ? new char[0] : password.toCharArray();
        byte[] bytes = Files.readAllBytes(keystore);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        KeyStore store = KeyStore.getInstance("PKCS12");
        if (text.contains("-----BEGIN ")) {
            store.load(null, null);
            store.setKeyEntry("own", privateKey(text), secret,
                certificates(keystore, text).toArray(Certificate[]::new));
        } else {
            store.load(new ByteArrayInputStream(bytes), secret);
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, secret);
        return factory.getKeyManagers();
    }

    private static List<Certificate> certificates(Path file, String text) throws GeneralSecurityException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        List<Certificate> certificates = new ArrayList<>();
        for (byte[] block : blocks(text, CERTIFICATE)) {
            certificates.add(factory.generateCertificate(new ByteArrayInputStream(block)));
        }
        if (certificates.isEmpty()) {
            throw new GeneralSecurityException(file + " holds no certificate in PEM");
        }
        return certificates;
    }

    private PrivateKey privateKey(String beside) throws IOException, GeneralSecurityException {
        Path file = key == null ? keystore : key;
        List<byte[]> found = blocks(key == null ? beside : Files.readString(key, StandardCharsets.ISO_8859_1),
            PRIVATE_KEY);
        if (found.size() != 1) {
            throw new GeneralSecurityException(file + " holds " + found.size() + " private keys where one is wanted: "
                + "in PEM, begun by BEGIN PRIVATE KEY (openssl pkcs8 -topk8 -nocrypt makes it from others)");
        }
        for (String kind : KEY_KINDS) {
            try {
                return KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(found.get(0)));
            } catch (InvalidKeySpecException otherKind) {
                continue;
            }
        }
        throw new GeneralSecurityException("the private key in " + file + " is none of " + KEY_KINDS);
    }

    private static List<byte[]> blocks(String text, String kind) throws GeneralSecurityException {
        List<byte[]> blocks = new ArrayList<>();
        for (Matcher block = BLOCK.matcher(text); block.find();) {
            if (block.group(1).equals(kind)) {
                try {
                    blocks.add(Base64.getMimeDecoder().decode(block.group(2)));
                } catch (IllegalArgumentException e) {
                    throw new GeneralSecurityException("a block " + kind + " is no Base64: " + e.getMessage(), e);
                }
            }
        }
        return blocks;
    }
}

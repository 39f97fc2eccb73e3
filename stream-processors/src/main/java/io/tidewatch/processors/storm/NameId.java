package io.tidewatch.processors.storm;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/** Ids that follow from names (UUID version 5, RFC 9562 §5.5): reprocessing gives the same ones. */
public final class NameId {
    /** The namespace of Tidewatch's alerts; never changes. */
    private static final UUID ALERTS = UUID.fromString("5b2f8c1e-6f0a-5d43-9a77-0c6d1e2f3a4b");

    private NameId() {
    }

    /** The id of an alert or one of its steps. */
    public static String of(String name) {
        return of(ALERTS, name);
    }

    /** The id of a name in a namespace, 36 characters. */
    public static String of(UUID namespace, String name) {
        MessageDigest sha1;
        try {
            sha1 = MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
        sha1.update(ByteBuffer.allocate(16).putLong(namespace.getMostSignificantBits())
            .putLong(namespace.getLeastSignificantBits()).array());
        ByteBuffer hash = ByteBuffer.wrap(sha1.digest(name.getBytes(StandardCharsets.UTF_8)));
        long high = hash.getLong() & 0xffffffffffff0fffL | 0x5000L;
        long low = hash.getLong() & 0x3fffffffffffffffL | 0x8000000000000000L;
        return new UUID(high, low).toString();
    }
}

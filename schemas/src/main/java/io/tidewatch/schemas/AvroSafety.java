package io.tidewatch.schemas;

import org.apache.avro.util.ClassSecurityValidator;

/**
 * What Avro may do with bytes from outside: make instances of Tidewatch's own records and of no other class, and
 * allocate no more than a record of ours can need, whatever length a damaged value claims. Holds for the whole process;
 * {@link Topics} and {@link AvroSerde} see to it, and whoever reads our records by Avro's own readers calls
 * {@link #ensure()} first.
 */
public final class AvroSafety {
    /** The longest text or bytes, bytes. */
    static final int LONGEST = 1 << 20;
    private static final String OWN_RECORDS = "io.tidewatch.";

    static {
        // Avro reads these once, at its first use.
        limit("org.apache.avro.limits.collectionItems.maxLength", 1_000_000);
        limit("org.apache.avro.limits.string.maxLength", LONGEST);
        limit("org.apache.avro.limits.bytes.maxLength", LONGEST);
        ClassSecurityValidator.setGlobal(ClassSecurityValidator.composite(ClassSecurityValidator.getGlobal(),
            type -> type.getName().startsWith(OWN_RECORDS)));
    }

    private AvroSafety() {
    }

    /** Sees to it, once. */
    public static void ensure() {
        // The static initialiser has done the work by the time this returns.
    }

    private static void limit(String property, int most) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, Integer.toString(most));
        }
    }
}

package io.tidewatch.processors.storm;

/**
 * An address, or the prefix of one, as messages name it. What is derived from its text is derived once, and one object
 * may serve all messages that name it: each is looked up and counted a dozen times.
 */
public final class Address {
    /** In place of an address or prefix: the messages differ in it. */
    public static final Address SEVERAL = new Address("");

    private final String text;
    private final long hash;
    /** Null until it is asked for; found anew, it is the same. */
    private Address prefix;
    private String network;

    private Address(String text) {
        this.text = text;
        this.hash = Hashing.of(text);
    }

    /** With this text, after RFC 5952. */
    public static Address of(String text) {
        return text.isEmpty() ? SEVERAL : new Address(text);
    }

    public String text() {
        return text;
    }

    /** The network that it is in, as far as one can tell from outside: {@link Prefix#of}. */
    public Address prefix() {
        if (prefix == null) {
            prefix = new Address(Prefix.of(text));
        }
        return prefix;
    }

    /** Of a /64 the /48 that it is in; null of any other. */
    String network() {
        if (network == null) {
            network = Prefix.network(text);
        }
        return network;
    }

    boolean several() {
        return text.isEmpty();
    }

    /** For sketches, see {@link Hashing}. */
    long hash() {
        return hash;
    }

    @Override
    public boolean equals(Object other) {
        return other == this || other instanceof Address address && address.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}

package io.tidewatch.capture.publish;

/** What became of a record handed to a {@link Publisher}: one of the two is called, once, on any thread. */
public interface Delivery {
    /** The broker has it. In a transaction: it has it if the transaction commits. */
    void acknowledged();

    /** It won't be published; the publisher has logged why. */
    void lost(Exception cause);
}

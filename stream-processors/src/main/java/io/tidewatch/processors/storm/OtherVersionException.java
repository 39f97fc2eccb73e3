package io.tidewatch.processors.storm;

/** State was kept in the form of another version of the program, which this one does not read. */
public final class OtherVersionException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    OtherVersionException(String what, int found, int read) {
        super(what + " of version " + found + ", this is " + read);
    }
}

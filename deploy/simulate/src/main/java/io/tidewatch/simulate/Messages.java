package io.tidewatch.simulate;

/** The messages that one cause makes, one after the other, without end. For one thread. */
interface Messages {
    /** The next one, as a frame. */
    byte[] next();
}

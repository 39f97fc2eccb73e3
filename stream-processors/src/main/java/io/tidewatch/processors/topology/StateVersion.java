package io.tidewatch.processors.topology;

import io.tidewatch.processors.storm.OtherVersionException;
import org.apache.avro.message.MissingSchemaException;

/** Whether state can't be read since another version of the program kept it. */
public final class StateVersion {
    private StateVersion() {
    }

    /** Why, where a failure tells so; null for any other failure. */
    public static String refused(Throwable failure) {
        String outer = null;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof OtherVersionException) {
                return cause.getMessage();
            }
            if (cause instanceof MissingSchemaException) {
                return outer == null ? cause.getMessage() : outer;
            }
            outer = cause.getMessage();
        }
        return null;
    }
}

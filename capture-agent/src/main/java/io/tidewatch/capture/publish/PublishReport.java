package io.tidewatch.capture.publish;

import io.tidewatch.capture.spool.SpoolReport;
import java.util.Map;

/**
 * How publishing stands, for all interfaces of an agent together.
 *
 * @param state where records go
 * @param trouble why not to the broker, for people, or null
 * @param inFlight records sent and not acknowledged
 * @param spool the spool
 * @param recovered what became of records of earlier boots, by interface
 */
public record PublishReport(State state, String trouble, long inFlight, SpoolReport spool,
                            Map<String, Recovered> recovered) {
    public PublishReport {
        recovered = Map.copyOf(recovered);
    }

    /** Where records go. */
    public enum State {
        /** To the broker. */
        DIRECT,
        /** To the spool: the broker takes none. */
        SPOOLING,
        /** To the broker, in order behind what was spooled. */
        DRAINING,
        /** To the spool: the broker or the registry refuses them, and a person has to mend that. */
        FAILED
    }

    /**
     * Records of earlier boots: {@code found = published + lost + spooled}.
     *
     * @param found in the spool at the start
     * @param published acknowledged since
     * @param lost dropped or refused since
     */
    public record Recovered(long found, long published, long lost) {
        /** None. */
        public static final Recovered NONE = new Recovered(0, 0, 0);

        /** Still in the spool. */
        public long spooled() {
            return found - published - lost;
        }
    }
}

package io.tidewatch.e2e.lab;

import java.util.SortedMap;

/** What Tidewatch answers. */
public interface Ours {
    /** Its groups at a moment: of the segment, or of a host when the witness shows hosts. */
    SortedMap<String, Value> at(Witness witness, String place, long moment);
}

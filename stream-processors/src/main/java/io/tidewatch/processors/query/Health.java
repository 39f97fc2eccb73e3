package io.tidewatch.processors.query;

import java.util.List;

/** How the parts of the process are. */
public interface Health {

    /** All parts, in the order of the data flow. */
    List<Part> parts();

    /**
     * One part.
     *
     * @param name name
     * @param state state, in its own words
     * @param ready does its work now
     * @param alive may do so again without a restart of the process
     */
    record Part(@About("Name.") String name, @About("State, in its own words.") String state,
                @About("Does its work now.") boolean ready,
                @About("May do so again without a restart of the process.") boolean alive) {
    }
}

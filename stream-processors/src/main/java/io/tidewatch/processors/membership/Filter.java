package io.tidewatch.processors.membership;

import java.util.SortedSet;

/**
 * Filter mode and sources at one moment, without timers.
 *
 * @param mode filter mode
 * @param sources INCLUDE: the wanted sources; EXCLUDE: for a group those asked for in particular (set X of RFC 9776
 *     section 6.2.1), for a host none
 * @param blocked EXCLUDE: the unwanted sources (set Y; a host's exclude list)
 */
public record Filter(FilterMode mode, SortedSet<String> sources, SortedSet<String> blocked) {

    public Filter {
        sources = Sources.copy(sources);
        blocked = Sources.copy(blocked);
    }
}

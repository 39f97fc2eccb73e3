package io.tidewatch.processors.query;

import io.tidewatch.schemas.AddressFamily;
import io.tidewatch.schemas.ChangeCause;
import io.tidewatch.schemas.FilterMode;
import java.time.Instant;
import java.util.List;

/**
 * One unbroken time for which a host was in a group with the same mode and sources.
 *
 * @param segment segment
 * @param group group address
 * @param family family
 * @param host address of the host
 * @param mac MAC address it reported from; null when unknown
 * @param filterMode filter mode of the host
 * @param sources its sources, by address
 * @param version protocol version it spoke
 * @param from event time at which it began
 * @param to event time at which it ended; null while it lasts
 * @param endedBy what ended it; null while it lasts
 */
public record Stay(String segment, String group, AddressFamily family, String host, String mac, FilterMode filterMode,
                   List<String> sources, int version, Instant from, Instant to, ChangeCause endedBy) {
    public Stay {
        sources = List.copyOf(sources);
    }
}

package io.tidewatch.processors.query;

import io.tidewatch.schemas.AddressFamily;
import io.tidewatch.schemas.ChangeCause;
import io.tidewatch.schemas.FilterMode;
import io.tidewatch.schemas.Tracking;
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
 * @param tracking EXPLICIT, or LOWER_BOUND for a version whose reports are suppressed
 * @param from event time at which it began
 * @param to event time at which it ended; null while it lasts
 * @param endedBy what ended it; null while it lasts
 */
public record Stay(@About("Segment.") String segment, @About("Group address.") String group,
                   @About("Family.") AddressFamily family, @About("Address of the host.") String host,
                   @About(value = "MAC address it reported from; null when unknown.", nullable = true) String mac,
                   @About("Filter mode of the host.") FilterMode filterMode,
                   @About("Its sources, by address.") List<String> sources,
                   @About("Protocol version it spoke.") int version,
                   @About("EXPLICIT, or LOWER_BOUND for a version whose reports are suppressed.") Tracking tracking,
                   @About("Event time at which it began.") Instant from,
                   @About(value = "Event time at which it ended; null while it lasts.", nullable = true) Instant to,
                   @About(value = "What ended it; null while it lasts.", nullable = true) ChangeCause endedBy) {
    public Stay {
        sources = List.copyOf(sources);
    }

    /** Whether reports of a version are told by every host: those of IGMPv3 and MLDv2 are. */
    public static Tracking tracking(AddressFamily family, int version) {
        return version >= (family == AddressFamily.IPV4 ? 3 : 2) ? Tracking.EXPLICIT : Tracking.LOWER_BOUND;
    }
}

package io.tidewatch.processors.membership;

import java.util.List;

/**
 * What follows from one event for one group and one host in it.
 *
 * @param group the group; null when it has ended or never began
 * @param host the host; null when it is no member or the event was about the group alone
 * @param changes what changed, in order
 */
public record Outcome(TrackedGroup group, HostState host, List<Change> changes) {

    public Outcome {
        changes = List.copyOf(changes);
    }
}

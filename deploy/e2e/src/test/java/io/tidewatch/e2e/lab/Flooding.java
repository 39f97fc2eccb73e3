package io.tidewatch.e2e.lab;

import java.util.HashSet;
import java.util.Set;

/**
 * Whether a snooping bridge of Linux that is no querier sends reports of one family to every port and not to routers
 * alone, so that hosts hear each other: as long as it knows no querier, and then until the first query of one had its
 * response time. Only a general query tells it of one; of two it knows the lower address, until that has been silent
 * for the other-querier-present interval. How late its timer fires is not on the wire, so all that may be is kept.
 */
final class Flooding {
    private static final long SECOND = 1_000_000;
    /** Of the lab's bridges. */
    private static final long OTHER_QUERIER_PRESENT_US = 20_500_000;
    /** The kernel rounds a timer of this length up to its next 512 ticks of 4 ms. */
    private static final long LATE_US = 2_048_000;
    private static final long SLACK_US = SECOND / 10;

    private Set<Known> possible = Set.of(new Known(null, 0, 0));

    /** The querier that the bridge may know; {@code answeredAt} is when the answers to its first query are over. */
    private record Known(String address, long heardAt, long answeredAt) {
        boolean mayBeOver(long now) {
            return now >= heardAt + OTHER_QUERIER_PRESENT_US - SLACK_US;
        }

        boolean mayBeThere(long now) {
            return now <= heardAt + OTHER_QUERIER_PRESENT_US + LATE_US + SLACK_US;
        }

        boolean yieldsTo(String other) {
            return address.equals("0.0.0.0") || Election.compare(other, address) <= 0;
        }
    }

    /** Hears a general query. */
    void hear(Message query) {
        long now = query.at();
        Set<Known> next = new HashSet<>();
        for (Known known : possible) {
            if (known.mayBeThere(now)) {
                next.add(known.yieldsTo(query.source()) ? new Known(query.source(), now, known.answeredAt) : known);
            }
            if (known.mayBeOver(now)) {
                next.add(new Known(query.source(), now, now + query.query().maxResponseUs()));
            }
        }
        possible = next;
    }

    /** Whether a report at this moment may reach other hosts. */
    boolean mayBe(long now) {
        return possible.stream().anyMatch(known -> known.mayBeOver(now) || now < known.answeredAt + SLACK_US);
    }
}

package io.tidewatch.simulate;

import java.util.List;

/**
 * What is true of one stretch of traffic. Times are microseconds since the epoch, -1 where there is none.
 *
 * @param number from 1, in order of time
 * @param scenario what was asked for
 * @param content which storm it is; the same as {@code scenario} but for hard ones
 * @param cause as in alerts; null: no alert should come
 * @param confuses the cause that it must not be taken for; null: none in particular
 * @param ipVersion 4 or 6
 * @param segments VLANs that it is seen on
 * @param scopes what an alert may say that it is about, best first
 * @param start first message
 * @param end last message
 * @param truth when there was how much of it
 * @param sensorLost the sensor sees nothing from here on, for ten minutes; -1: it lives
 */
public record Label(int number, Scenario scenario, Scenario content, String cause, String confuses, int ipVersion,
                    List<Integer> segments, List<Scope> scopes, long start, long end, Truth truth, long sensorLost) {

    /**
     * What an alert is about.
     *
     * @param kind as in the contract: REPORTER, RECEIVER, QUOTED_HOST, QUOTED_PREFIX, QUOTED_SOURCE, SEGMENT
     * @param value address, or prefix; empty for the segment
     */
    public record Scope(String kind, String value) { }

    /**
     * Counted over the labelled frames alone. What is too much is a yardstick of its own, the detector's defaults, not
     * what a detector has learned.
     *
     * @param frames frames, on all segments
     * @param errors ICMP errors among them
     * @param crossed when for the first time more errors than the floor had come within one second, on one segment
     * @param sufficient when that had lasted for three seconds, or so many parties had been involved, that no more
     *     can be asked for
     */
    public record Truth(long frames, long errors, long crossed, long sufficient) { }

    public Label {
        segments = List.copyOf(segments);
        scopes = List.copyOf(scopes);
    }
}

package io.tidewatch.capture;

import io.tidewatch.capture.source.FrameSource;
import io.tidewatch.schemas.DefectCount;
import io.tidewatch.schemas.SensorStatus;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The books of one capture interface. Each method moves a frame from one account to another, so that a snapshot taken
 * at any moment, from any thread, adds up as {@link Counts} says.
 */
final class AgentCounters {
    private long received;
    private FrameSource.Drops kernel = FrameSource.Drops.NONE;
    private long interruptions;
    private long filtered;
    private long fragments;
    private long decoded;
    private long malformed;
    private long pending;
    private long published;
    private long lost;
    private final Map<String, Long> defects = new TreeMap<>();

    /** Goes on where a status left off. */
    synchronized void resume(SensorStatus status) {
        received = status.getReceived();
        filtered = status.getFiltered();
        fragments = status.getFragments();
        decoded = status.getDecoded();
        malformed = status.getMalformed();
        published = status.getPublished();
        lost = status.getLost();
        for (DefectCount count : status.getDefects()) {
            defects.put(count.getDefect(), count.getCount());
        }
    }

    synchronized void filtered() {
        received++;
        filtered++;
    }

    synchronized void laterFragment() {
        received++;
        fragments++;
    }

    /** A record of a frame is handed to the publisher. */
    synchronized void handedOver(boolean event, List<String> found) {
        received++;
        pending++;
        decoded += event ? 1 : 0;
        found.forEach(this::count);
    }

    synchronized void acknowledged(boolean event) {
        pending--;
        if (event) {
            published++;
        } else {
            malformed++;
        }
    }

    synchronized void lostInPublishing() {
        pending--;
        lost++;
    }

    /** Frames for which there was no room before they were looked at. */
    synchronized void lostInCapture(long frames) {
        received += frames;
        lost += frames;
    }

    synchronized void defect(String name) {
        count(name);
    }

    private void count(String name) {
        defects.merge(name, 1L, Long::sum);
    }

    /** Totals as the kernel keeps them. */
    synchronized void kernel(FrameSource.Drops totals) {
        kernel = totals;
    }

    /** Capture broke off. */
    synchronized void interrupted() {
        interruptions++;
    }

    synchronized Counts snapshot() {
        return new Counts(received, kernel.offered(), kernel.kernel(), kernel.driver(), interruptions, filtered,
            fragments, decoded, malformed, 0, 0, pending, published, lost, defects);
    }
}

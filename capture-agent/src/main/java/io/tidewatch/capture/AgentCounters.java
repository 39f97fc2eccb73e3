package io.tidewatch.capture;

import io.tidewatch.capture.flood.Grain;
import io.tidewatch.capture.publish.Receipt;
import io.tidewatch.capture.source.FrameSource;
import io.tidewatch.capture.wire.Defect;
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
    private long coalesced;
    private long pending;
    private long spooled;
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
        coalesced = status.getCoalesced();
        pending = status.getPending();
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

    /** A frame will be in a record, its own or another's, and is pending until the broker has that. */
    synchronized void taken(boolean event, List<Defect> found) {
        received++;
        pending++;
        decoded += event ? 1 : 0;
        found.forEach(defect -> count(defect.dotted()));
    }

    /** A frame is counted at this grain. */
    synchronized void counted(Grain grain) {
        count(grain.counter());
    }

    /** The record of so many frames is on disk; of a negative number: is so no longer. */
    synchronized void spooled(long frames) {
        pending -= frames;
        spooled += frames;
    }

    /** Frames are settled that were spooled or else pending. */
    private void leave(boolean disk, long frames) {
        if (disk) {
            spooled -= frames;
        } else {
            pending -= frames;
        }
    }

    /** The broker has these. */
    synchronized void acknowledged(List<Receipt> records, boolean fromDisk) {
        long frames = 0;
        long events = 0;
        for (Receipt record : records) {
            frames += record.frames();
            events += record.event() ? 1 : 0;
        }
        leave(fromDisk, frames);
        coalesced += frames - records.size();
        published += events;
        malformed += records.size() - events;
    }

    /** So many records, of so many frames, won't be published; {@code defect} says why in one name, or is null. */
    synchronized void lostInPublishing(long records, long frames, boolean fromDisk, String defect) {
        leave(fromDisk, frames);
        lost += frames;
        if (defect != null) {
            defects.merge(defect, records, Long::sum);
        }
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
            fragments, decoded, malformed, coalesced, spooled,
            pending, published, lost, defects);
    }
}

package io.tidewatch.capture.spool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the spool file is, through all that can befall it: opens it, sets one aside that is damaged, begins a new one
 * when nothing is in it, and keeps off the disk while that is full. Nothing of it is ever fatal. For one thread.
 */
final class SpoolPlace {
    private static final Logger LOG = LoggerFactory.getLogger(SpoolPlace.class);
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'")
        .withZone(ZoneOffset.UTC);
    private static final long FIRST_PAUSE = TimeUnit.SECONDS.toNanos(1);
    private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(30);
    private static final long ROOM_LOOK = TimeUnit.SECONDS.toNanos(1);
    /** So much of the disk is left to others: a twentieth, at most 64 MiB. */
    private static final long MOST_RESERVE = 64L << 20;
    private static final int RESERVE_PART = 20;

    private final SpoolSettings settings;
    private SpoolFile file;
    private String trouble;
    private boolean paused;
    private long writeAgainAt;
    private long pause = FIRST_PAUSE;
    private boolean roomKnown;
    private long roomSeenAt;
    private boolean room = true;

    SpoolPlace(SpoolSettings settings) {
        this.settings = settings;
    }

    /** The open file, or null. */
    SpoolFile file() {
        return file;
    }

    boolean off() {
        return settings.directory() == null;
    }

    /** Why the file can't be used, or can't be written, or null. */
    String trouble() {
        return trouble;
    }

    /** Opens the file, once for the life of this object; {@link #file} tells whether that went well. */
    void open(Moment now) {
        if (off()) {
            return;
        }
        try {
            Files.createDirectories(settings.directory());
            file = opened(now);
        } catch (SpoolException e) {
            unusable(e.reason() == SpoolException.Reason.LOCKED ? "another agent has locked " + settings.file()
                : e.getMessage());
        } catch (IOException e) {
            unusable(e.toString());
        }
    }

    private void unusable(String why) {
        LOG.error("The spool in {} can't be used. {}. Capture goes on, but what Kafka does not take waits in {} MB of "
            + "memory. Mend that, or set spool.directory to a directory of this agent alone, and start the agent "
            + "again.", settings.directory(), why, settings.memoryBytes() >> 20);
        trouble = why;
    }

    private SpoolFile opened(Moment now) throws SpoolException, IOException {
        try {
            return SpoolFile.open(settings.file());
        } catch (SpoolException e) {
            if (e.reason() != SpoolException.Reason.CORRUPT) {
                throw e;
            }
            setAside(now, e);
            return SpoolFile.open(settings.file());
        }
    }

    private void setAside(Moment now, SpoolException why) throws IOException {
        String name = "spool.corrupt-" + STAMP.format(Instant.ofEpochMilli(now.wallMillis())) + ".mv";
        Path aside = settings.file().resolveSibling(name);
        Files.move(settings.file(), aside);
        LOG.error("The spool file {} is damaged. {}. It is set aside as {} and a new one is begun; what it held is "
            + "counted as lost where that is known. Keep it if somebody is to look into it, else delete it.",
            settings.file(), why.getMessage(), aside);
    }

    /** The open file failed in reading: it is set aside, and what it held is out of reach. */
    void unreadable(Moment now, SpoolException why) {
        close();
        try {
            setAside(now, why);
            file = SpoolFile.open(settings.file());
            trouble = null;
            paused = false;
        } catch (SpoolException | IOException e) {
            unusable(e.toString());
        }
    }

    /** The open file failed in writing; false when it is open again, true when what it held is out of reach. */
    boolean unwritable(Moment now, SpoolException why) {
        close();
        if (trouble == null) {
            LOG.error("The spool file {} can't be written. {}. Capture goes on, but what Kafka does not take waits in "
                + "{} MB of memory. Free some room on that disk; the agent tries again by itself.", settings.file(),
                why.getMessage(), settings.memoryBytes() >> 20);
        }
        writeAgainAt = now.nanos() + pause;
        paused = true;
        pause = Math.min(2 * pause, LONGEST_PAUSE);
        trouble = why.getMessage();
        return !reopened(now);
    }

    private boolean reopened(Moment now) {
        try {
            file = SpoolFile.open(settings.file());
            return true;
        } catch (SpoolException e) {
            if (e.reason() == SpoolException.Reason.CORRUPT) {
                unreadable(now, e);
            } else {
                unusable(e.getMessage());
            }
            return false;
        }
    }

    /** Whether it may be tried to write. */
    boolean writable(Moment now) {
        return file != null && (!paused || now.nanos() - writeAgainAt >= 0);
    }

    /** A write went well. */
    void written() {
        if (trouble != null) {
            LOG.warn("the spool file {} can be written again", settings.file());
        }
        trouble = null;
        paused = false;
        pause = FIRST_PAUSE;
    }

    /** Whether the disk has room for more. */
    boolean room(Moment now) {
        if (!roomKnown || now.nanos() - roomSeenAt >= ROOM_LOOK) {
            roomKnown = true;
            roomSeenAt = now.nanos();
            try {
                var disk = Files.getFileStore(settings.directory());
                room = disk.getUsableSpace() > Math.min(MOST_RESERVE, disk.getTotalSpace() / RESERVE_PART);
            } catch (IOException e) {
                LOG.debug("how full the disk of {} is can't be told", settings.directory(), e);
                room = true;
            }
        }
        return room;
    }

    /** Begins a new file in place of one that holds nothing: the disk has its room back. */
    void renew(Moment now) {
        close();
        try {
            Files.deleteIfExists(settings.file());
        } catch (IOException e) {
            LOG.debug("the empty spool file {} stays", settings.file(), e);
        }
        reopened(now);
    }

    void close() {
        if (file != null) {
            file.close();
            file = null;
        }
    }
}

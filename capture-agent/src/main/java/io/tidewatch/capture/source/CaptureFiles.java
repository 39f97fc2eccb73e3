package io.tidewatch.capture.source;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Capture files read one after the other as one recording, their frames numbered through. Of several, one that is cut
 * or corrupt costs what is behind the damage in it, and the next one is read all the same; a single one that is corrupt
 * throws, as {@link CaptureFile} does.
 */
public final class CaptureFiles implements AutoCloseable {
    private static final int MOST_TOLD = 3;

    private final List<Part> parts;
    private final boolean ofDirectory;
    private int index;
    private CaptureFile current;
    private long framesBefore;
    private long bytesBefore;
    private int damaged;
    private final StringBuilder damage = new StringBuilder();

    /**
     * One file.
     *
     * @param path where it is
     * @param length bytes of it that count: what is appended later is of another reading
     */
    public record Part(Path path, long length) {
    }

    /**
     * Opens the first of them.
     *
     * @param directory they are what a directory holds, even if that is one
     */
    public CaptureFiles(List<Part> parts, boolean directory) throws CaptureFileException {
        this.parts = List.copyOf(parts);
        this.ofDirectory = directory;
        open();
    }

    private void open() throws CaptureFileException {
        if (index == parts.size()) {
            return;
        }
        Part part = parts.get(index);
        try {
            current = CaptureFile.open(part.path(), part.length());
        } catch (CaptureFileException e) {
            throw ofDirectory ? new CaptureFileException(name() + " in it can't be opened any more: "
                + e.getMessage(), e) : e;
        }
        if (current.bytesTotal() < part.length()) {
            throw new CaptureFileException((ofDirectory ? name() + " in it" : "it") + " has become shorter, from "
                + part.length() + " to " + current.bytesTotal() + " bytes");
        }
    }

    private String name() {
        return parts.get(index).path().getFileName().toString();
    }

    /**
     * Hands the next frame to the handler.
     *
     * @return false at the end of the last file
     * @throws CaptureFileException where a single file is corrupt, or where a file can't be opened
     */
    public boolean next(FrameHandler handler) throws CaptureFileException {
        while (current != null) {
            String end;
            try {
                if (current.next(framesBefore == 0 ? handler : frame -> handler.frame(numbered(frame)))) {
                    return true;
                }
                end = current.cut();
            } catch (CaptureFileException e) {
                if (!ofDirectory) {
                    throw e;
                }
                end = e.getMessage();
            }
            if (end != null) {
                damaged(end);
            }
            leave();
            open();
        }
        return false;
    }

    private CapturedFrame numbered(CapturedFrame frame) {
        return new CapturedFrame(framesBefore + frame.number(), frame.timestampNanos(), frame.interfaceName(),
            frame.linkType(), frame.bytes(), frame.offset(), frame.length(), frame.wireLength());
    }

    private void damaged(String what) {
        damaged++;
        if (damaged <= MOST_TOLD) {
            damage.append(damage.isEmpty() ? "" : "; ").append(ofDirectory ? name() + ": " : "").append(what);
        }
    }

    private void leave() throws CaptureFileException {
        framesBefore += current.frameNumber();
        bytesBefore += parts.get(index).length();
        close();
        index++;
    }

    /** Number of the frame handed out last; 0 before the first. */
    public long frameNumber() {
        return framesBefore + (current == null ? 0 : current.frameNumber());
    }

    /** Bytes behind us, of the files as they are stored. */
    public long bytesRead() {
        return bytesBefore + (current == null ? 0 : current.bytesRead());
    }

    /** For people: what was cut or corrupt so far; null when nothing was. */
    public String cut() {
        return damaged == 0 ? null : damage + (damaged > MOST_TOLD ? "; and " + (damaged - MOST_TOLD)
            + " more files" : "");
    }

    @Override
    public void close() throws CaptureFileException {
        CaptureFile closing = current;
        current = null;
        if (closing != null) {
            try {
                closing.close();
            } catch (IOException e) {
                throw new CaptureFileException("it can't be closed: " + e.getMessage(), e);
            }
        }
    }
}

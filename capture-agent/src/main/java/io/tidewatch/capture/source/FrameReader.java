package io.tidewatch.capture.source;

import java.io.IOException;

/** One capture format: reads the next frame of a {@link RecordBuffer} that stands behind the file's first bytes. */
interface FrameReader {
    /** The longest frame accepted: libpcap's own limit. A longer one means that the file is no capture or corrupt. */
    int MAX_FRAME = 262_144;

    /**
     * Hands the next frame to the handler.
     *
     * @return false at the end
     * @throws CaptureFileException when what follows can't be read
     */
    boolean next(FrameHandler handler) throws IOException;

    /** The cut record that ended the reading, or null. */
    Truncation truncation();
}

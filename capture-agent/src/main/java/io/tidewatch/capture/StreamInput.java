package io.tidewatch.capture;

import io.tidewatch.capture.source.CaptureStream;
import io.tidewatch.capture.source.FrameSource;
import io.tidewatch.capture.source.Pace;
import io.tidewatch.schemas.OperatorError;
import java.io.IOException;
import java.io.InputStream;

/** A capture that arrives on standard input. It can be read once, so it is published like live capture. */
final class StreamInput implements LiveCapture.Input {
    /** The interface name of frames that do not name theirs. */
    static final String NAME = "stdin";

    private final InputStream stream;
    private final Pace pace;

    StreamInput(InputStream stream, Pace pace) {
        this.stream = stream;
        this.pace = pace;
    }

    @Override
    public FrameSource open() throws IOException {
        return new CaptureStream(stream, pace);
    }

    @Override
    public OperatorError explain(IOException cause) {
        return OperatorError.failed("Standard input could not be read as a capture to its end", cause.getMessage(),
            "Give a pcap or pcapng stream, such as from: tcpdump -U -w -", cause);
    }

    @Override
    public boolean live() {
        return false;
    }
}

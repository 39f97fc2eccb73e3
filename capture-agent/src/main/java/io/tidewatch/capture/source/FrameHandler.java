package io.tidewatch.capture.source;

/** Takes the frames of a source, one at a time, in order. */
@FunctionalInterface
public interface FrameHandler {
    /** The frame and its bytes are good only until this returns. */
    void frame(CapturedFrame frame);
}

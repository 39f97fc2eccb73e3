package io.tidewatch.capture.source;

/**
 * One frame as it was captured, from a file or from an interface. The bytes belong to the source and are good only
 * until its handler returns.
 *
 * @param number number in its source, from 1
 * @param timestampNanos capture time, nanoseconds since the epoch, UTC
 * @param interfaceName name of the interface where the source tells it, else null
 * @param linkType LINKTYPE number
 * @param bytes array that holds the frame
 * @param offset where in it the frame begins
 * @param length bytes captured
 * @param wireLength bytes the frame had on the wire
 */
public record CapturedFrame(long number, long timestampNanos, String interfaceName, int linkType, byte[] bytes,
                            int offset, int length, int wireLength) {
}

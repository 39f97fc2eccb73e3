package io.tidewatch.capture.event;

import io.tidewatch.capture.wire.Decoded;
import java.util.Map;

/**
 * What became of the frames of some capture files.
 *
 * @param files files read, those in directories among them
 * @param broken files that are no capture or could not be read to their end
 * @param frames frames read
 * @param gmp GmpEvents written
 * @param icmp IcmpEvents written
 * @param malformed MalformedPackets written
 * @param skipped frames of no interest, by reason
 */
public record DecodeSummary(int files, int broken, long frames, long gmp, long icmp, long malformed,
                            Map<Decoded.Reason, Long> skipped) {
    public DecodeSummary {
        skipped = Map.copyOf(skipped);
    }

    /** Every file was read to its end. */
    public boolean complete() {
        return broken == 0;
    }
}

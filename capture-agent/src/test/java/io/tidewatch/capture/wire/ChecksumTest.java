package io.tidewatch.capture.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ChecksumTest {
    /** RFC 791's words: 16 bits at a time, end-around carry. */
    private static int reference(byte[] octets, int from, int end) {
        int sum = 0;
        for (int at = from; at < end; at += 2) {
            int low = at + 1 < end ? octets[at + 1] & 0xff : 0;
            sum += (octets[at] & 0xff) << 8 | low;
            sum = (sum & 0xffff) + (sum >> 16);
        }
        return ~sum & 0xffff;
    }

    @Test
    void agreesWithTheDefinitionForAnyLengthAndPlace() {
        long seed = 20260101;
        Random random = new Random(seed);
        for (int round = 0; round < 2000; round++) {
            byte[] octets = new byte[random.nextInt(200)];
            random.nextBytes(octets);
            int from = octets.length == 0 ? 0 : random.nextInt(octets.length);
            assertThat(Checksum.of(Checksum.sum(octets, from, octets.length)))
                .as("seed %d round %d", seed, round).isEqualTo(reference(octets, from, octets.length));
        }
    }

    @Test
    void allOnesDoNotOverflow() {
        byte[] octets = new byte[65_535];
        java.util.Arrays.fill(octets, (byte) 0xff);
        assertThat(Checksum.of(Checksum.sum(octets, 0, octets.length))).isEqualTo(reference(octets, 0, octets.length));
    }
}

package io.tidewatch.capture.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class EventIdsTest {
    private final byte[] frame = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};

    private String id(String sensor, String face, long nanos, byte[] bytes) {
        EventIds ids = new EventIds(sensor);
        return ids.next(ids.interfaceSeed(face), nanos, bytes, 0, bytes.length);
    }

    @Test
    void isAUuidOfVersion8() {
        UUID id = UUID.fromString(id("s", "eth0", 1, frame));
        assertThat(id.version()).isEqualTo(8);
        assertThat(id.variant()).isEqualTo(2);
    }

    @Test
    void isTheSameForTheSameAndNotForAnyOther() {
        String id = id("s", "eth0", 1, frame);
        assertThat(id("s", "eth0", 1, frame.clone())).isEqualTo(id);
        assertThat(Set.of(id, id("t", "eth0", 1, frame), id("s", "eth1", 1, frame), id("s", "eth0", 2, frame),
            id("s", "eth0", 1, new byte[10]))).hasSize(5);
        Set<String> ids = new HashSet<>();
        for (int length = 0; length < 100; length++) {
            assertThat(ids.add(id("s", "eth0", 1, new byte[length]))).isTrue();
        }
    }

    @Test
    void everyFlippedBitChangesIt() {
        Random random = new Random(9);
        byte[] bytes = new byte[77];
        random.nextBytes(bytes);
        Set<String> ids = new HashSet<>();
        ids.add(id("s", "eth0", 1, bytes));
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            bytes[bit >> 3] ^= (byte) (1 << (bit & 7));
            assertThat(ids.add(id("s", "eth0", 1, bytes))).isTrue();
            bytes[bit >> 3] ^= (byte) (1 << (bit & 7));
        }
    }

    @Test
    void equalFramesOfOneInstantAreToldApartAndReplayTheSame() {
        Set<String> first = new HashSet<>();
        for (int replay = 0; replay < 2; replay++) {
            EventIds ids = new EventIds("s");
            long face = ids.interfaceSeed("eth0");
            Set<String> seen = new HashSet<>();
            for (int i = 0; i < 5000; i++) {
                byte[] bytes = {(byte) (i % 50)};
                assertThat(seen.add(ids.next(face, 42, bytes, 0, 1))).isTrue();
            }
            assertThat(seen.add(ids.next(face, 43, new byte[] {0}, 0, 1))).isTrue();
            if (replay == 0) {
                first = seen;
            } else {
                assertThat(seen).isEqualTo(first);
            }
        }
    }

    @Test
    void whatLiesBetweenEqualFramesDoesNotMatter() {
        EventIds plain = new EventIds("s");
        EventIds mixed = new EventIds("s");
        long face = plain.interfaceSeed("eth0");
        plain.next(face, 42, frame, 0, 10);
        mixed.next(face, 42, frame, 0, 10);
        for (int i = 0; i < 100; i++) {
            mixed.next(face, 42, new byte[] {(byte) i, 77}, 0, 2);
        }
        assertThat(mixed.next(face, 42, frame, 0, 10)).isEqualTo(plain.next(face, 42, frame, 0, 10));
    }
}
